/// A reader of what comes from outside, under test: for any bytes at all it must come to an end without a trap, and what it
/// promises of what it accepts must hold. A broken promise stops the process, as a trap does.
public enum FuzzTarget: String, CaseIterable, Sendable {
    case code, event, hash, document, xml, csv, xlsx
    /// The parts of a workbook, packed into a sound archive: what `xlsx` hardly gets at behind the checksums.
    case sheet
    case scheme, profile, disclosure, evidence, index
    /// What offices sign and bring.
    case act

    /// Inputs longer than this say nothing new and cost time, in bytes.
    public static let bytesMax = 65_536

    public func run(_ bytes: [UInt8]) {
        guard bytes.count <= Self.bytesMax else { return }
        switch self {
        case .code: Self.readCode(bytes)
        case .event: Self.readEvent(bytes)
        case .hash: Self.hashEvent(bytes)
        case .document: Self.readDocument(bytes)
        case .xml: Self.readXML(bytes)
        case .csv: Self.readCSV(bytes)
        case .xlsx: Self.readWorkbook(bytes)
        case .sheet: Self.readSheet(bytes)
        case .scheme: Self.readScheme(bytes)
        case .profile: Self.readProfile(bytes)
        case .disclosure: Self.readDisclosures(bytes)
        case .evidence: Self.readEvidence(bytes)
        case .index: Self.readIndex(bytes)
        case .act: Self.readAct(bytes)
        }
    }

    /// Says what was promised and is not so, and stops.
    static func broken(_ promise: String) -> Never {
        fatalError("promise broken: \(promise)")
    }
}
