import Chains
import Codes
import Values

/// CODE-1: an event names a code that is none: wrong check character, length or form.
struct MalformedCodeRule: Rule {
    static let id = "CODE-1"

    func findings(in matter: Matter, by definition: RuleDefinition) -> [Finding] {
        matter.book.events.flatMap { event in
            event.malformedCodes.map { code in
                let written = code.written.shown
                return definition.finding(
                    Wording(
                        en: "malformed code \(written): \(code.error.wording.en)",
                        zh: "编码 \(written) 有误：\(code.error.wording.zh)"),
                    entries: [event.entry])
            }
        }
    }
}
