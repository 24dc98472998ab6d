import Traceability

/// CODE-1: an event names a code that is none: wrong check character, length or form.
struct MalformedCodeRule: Rule {
    static let id = "CODE-1"

    func findings(in matter: Matter, by definition: RuleDefinition) -> [Finding] {
        matter.book.events.flatMap { event in
            event.malformedCodes.map { code in
                let written = code.written.bounded
                return definition.finding(
                    Wording(
                        en: "malformed code \(written): \(code.error.wording.en)",
                        zh: "编码 \(written) 有误：\(code.error.wording.zh)"),
                    entries: [event.entry])
            }
        }
    }
}

extension String {
    /// For messages: text from outside is never repeated at its full length, nor with its control characters.
    var bounded: String {
        let visible = String(String.UnicodeScalarView(unicodeScalars.prefix(80).map { $0.value < 0x20 ? "␦" : $0 }))
        return unicodeScalars.count > 80 ? visible + "…" : visible
    }
}
