import Values

/// The words that labels have by themselves.
enum LabelWords {
    static let code = Wording(en: "Code", zh: "追溯码")
    static let note = Wording(en: "Scan to trace", zh: "扫码查询·一品一码")
}

extension LabelContent {
    /// Everything that the label has in writing: what a font must have.
    public func texts(_ language: LabelLanguage) -> [String] {
        [productName, data.interpretation.onOneLine, language.of(LabelWords.code), language.of(LabelWords.note)]
            + lines.flatMap { [$0.title, $0.value] }
    }

    /// What the picture is of.
    var description: String {
        [productName, data.interpretation.onOneLine].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// The interpretation in pieces that a line break should not part: one for each element.
    var interpretationPieces: [String] {
        var pieces: [String] = []
        for character in data.interpretation.onOneLine {
            if character == "(" || pieces.isEmpty { pieces.append("") }
            pieces[pieces.count - 1].append(character)
        }
        return pieces
    }
}

/// The language of a label's own words.
public enum LabelLanguage: String, CaseIterable, Hashable, Sendable {
    case zh, en

    func of(_ wording: Wording) -> String {
        self == .zh ? wording.zh : wording.en
    }
}
