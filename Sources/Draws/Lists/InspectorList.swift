public import EPCIS
import Values

/// The inspectors who may be drawn, as they are committed to and published: by numbers of the office's own. Their names stand nowhere
/// but in private values, of which the list has the digests.
///
///     yima-draw-inspectors/1
///     <number> <weight> <digest of the name> <USCCs in conflict, ascending, with commas between, or ->      ascending by number
public struct InspectorList: Sendable {
    /// An inspector as the list has him.
    public struct Inspector: Hashable, Sendable {
        /// 1 to 32 letters, digits and hyphens.
        public let number: String
        /// From 1 to `weightMax`: who has twice the weight is drawn twice as often.
        public let weight: Int
        /// Of the private value that has his name.
        public let seal: DisclosureDigest
        /// USCCs of the firms that he must not inspect, ascending, each once.
        public let conflicts: [String]

        public init(number: String, weight: Int, seal: DisclosureDigest, conflicts: [String]) {
            self.number = number
            self.weight = weight
            self.seal = seal
            self.conflicts = Set(conflicts).sorted()
        }
    }

    public static let weightMax = 1_000_000
    public static let countMax = 100_000

    /// The file, byte for byte.
    public let bytes: [UInt8]
    /// Ascending by their numbers.
    public let inspectors: [Inspector]

    /// Reads a file.
    public init(_ bytes: [UInt8]) throws(DrawError) {
        var lines = try DrawLines(bytes, of: .inspectors)
        var inspectors: [Inspector] = []
        while let line = lines.next() {
            guard let inspector = Inspector(bytes, line) else {
                throw lines.fault(
                    "is not “<number> <weight> <digest> <conflicts or ->”", "应为“编号 权重 姓名摘要 回避对象（或 -）”")
            }
            if let before = inspectors.last,
                before.number.utf8.elementsEqual(inspector.number.utf8) == true
                    || !before.number.utf8.lexicographicallyPrecedes(inspector.number.utf8)
            {
                throw lines.fault("inspectors ascend by number, each once", "人员应按编号升序且不重复")
            }
            guard inspectors.count < Self.countMax else { throw lines.fault("too many inspectors", "人员过多") }
            inspectors.append(inspector)
        }
        self.bytes = bytes
        self.inspectors = inspectors
    }

    /// The file of these inspectors, whatever their order.
    public static func file(of inspectors: some Sequence<Inspector>) -> [UInt8] {
        var file = Array("\(DrawFile.inspectors.header)\n".utf8)
        for one in inspectors.sorted(by: { $0.number.utf8.lexicographicallyPrecedes($1.number.utf8) }) {
            file += "\(one.line)\n".utf8
        }
        return file
    }

    /// The private value that says who an inspector is.
    public static func disclosure(number: String, name: String, salt: [UInt8]) -> Disclosure {
        Disclosure(name: "inspector", value: "\(number) \(name)", salt: salt)
    }
}

extension InspectorList.Inspector {
    fileprivate var line: String {
        "\(number) \(weight) \(seal) \(conflicts.isEmpty ? "-" : conflicts.joined(separator: ","))"
    }

    fileprivate init?(_ bytes: [UInt8], _ line: Range<Int>) {
        guard let words = bytes.words(4, of: line), (1...32).contains(words[0].count),
            bytes[words[0]].allSatisfy(\.isLetterDigitOrHyphen), let weight = Int(canonical: bytes[words[1]]),
            (1...InspectorList.weightMax).contains(weight), let seal = DisclosureDigest(bytes.text(words[2]))
        else { return nil }
        let conflicts = bytes.text(words[3])
        let firms = conflicts == "-" ? [] : conflicts.split(separator: ",").map(String.init)
        guard firms.allSatisfy({ $0.utf8.count == 18 && $0.utf8.allSatisfy(\.isCapitalOrDigit) }) else { return nil }
        self.init(number: bytes.text(words[0]), weight: weight, seal: seal, conflicts: firms)
        // One form only: what is written another way is refused.
        guard self.line.utf8.elementsEqual(bytes[line]) else { return nil }
    }
}
