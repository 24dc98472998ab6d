public import Chains
import Values

/// The language of a report.
public typealias ReportLanguage = DrawingLanguage

extension Wording {
    /// What is the same in both languages.
    init(_ text: String) { self.init(en: text, zh: text) }
}

extension DrawingLanguage {
    func of(_ sentence: Sentence) -> Prose {
        switch self {
        case .en: sentence.en
        case .zh: sentence.zh
        }
    }

    func said(_ en: String, _ zh: String) -> String { of(Wording(en: en, zh: zh)) }
}
