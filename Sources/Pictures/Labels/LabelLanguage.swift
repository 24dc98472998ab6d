import Values

/// The language of a label's own words.
public enum LabelLanguage: String, CaseIterable, Hashable, Sendable {
    case zh, en

    func of(_ wording: Wording) -> String {
        self == .zh ? wording.zh : wording.en
    }
}
