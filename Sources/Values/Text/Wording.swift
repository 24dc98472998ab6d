/// One message in the two languages in which the product speaks.
///
/// Machines never read it: what a program needs stands in the fields of the error or finding that carries the wording.
public struct Wording: Hashable, Sendable {
    /// English, a sentence fragment without a final stop: "wrong check digit (expected 2)".
    public let en: String
    /// Chinese (simplified), the same fact.
    public let zh: String

    public init(en: String, zh: String) {
        self.en = en
        self.zh = zh
    }
}
