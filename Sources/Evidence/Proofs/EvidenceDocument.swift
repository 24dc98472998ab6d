import StrictJSON
public import Values

/// What an evidence file holds: the evidence about one code, or about several.
public enum EvidenceDocument: Hashable, Sendable {
    case single(Evidence)
    case batch(EvidenceBatch)

    /// Reads a document of either form; every error says where.
    public static func parse(_ bytes: [UInt8]) throws(LocatedError) -> EvidenceDocument {
        let root = try Evidence.root(bytes)
        guard let subjects = root["subjects"] else { return .single(try Evidence.parse(bytes)) }
        guard root["subject"] == nil else {
            throw LocatedError(
                at: subjects, Wording(en: "about one code and about several", zh: "既针对单个编码又针对多个编码"))
        }
        return .batch(try EvidenceBatch.parse(bytes))
    }
}
