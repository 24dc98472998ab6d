import Codes
import EPCIS
import StrictJSON
import Values

/// What another data element of the same event must (or must not) say for a requirement to be asked.
public struct ElementCondition: Hashable, Sendable {
    /// The name of the other element.
    public let element: String
    /// The values of which it must have one, in canonical form; empty where any value will do.
    public let values: [String]
    /// Texts of which its value must contain one, where `values` is empty: what a name tells (`公司`, `养殖`).
    public let contained: [String]
    /// The other way round: the requirement is asked unless this holds.
    public let isNegated: Bool

    init(_ node: DefinitionNode, isNegated: Bool) throws(LocatedError) {
        element = try node.required("element").string()
        values = try node.optional("is")?.strings() ?? []
        contained = try node.optional("contains")?.strings() ?? []
        if let texts = node.optional("contains"), !values.isEmpty || contained.isEmpty {
            throw texts.error(Wording(en: "either \"is\" or texts to contain", zh: "is与contains只写其一，且不为空"))
        }
        self.isNegated = isNegated
    }

    /// Refuses a condition that could never be met: on an element that the profile does not have, on a private one (which is
    /// never in an event), or on a value that the element cannot hold.
    static func check(
        _ node: DefinitionNode, among elements: (String) -> DataElement?, codes: CodeReader
    ) throws(LocatedError) {
        let name = try node.required("element")
        guard let element = elements(try name.string()) else {
            let unknown = try name.string()
            throw name.error(
                Wording(en: "unknown element \"\(unknown)\"", zh: "未知的数据项“\(unknown)”"))
        }
        guard !element.isPrivate else {
            throw name.error(
                Wording(
                    en: "\(element.name) is private, so no event tells whether the condition is met",
                    zh: "\(element.name)属私密信息，事件中没有它，条件无从判断"))
        }
        if let texts = node.optional("contains"), element.type != .text {
            throw texts.error(Wording(en: "\(element.name) is no text", zh: "\(element.name)不是文本"))
        }
        for value in try node.optional("is")?.elements() ?? [] {
            let text = try value.string()
            guard (try? element.canonical(text, codes: codes)) != text else { continue }
            throw value.error(
                Wording(en: "\(element.name) is never \"\(text)\"", zh: "\(element.name)不会取值“\(text)”"))
        }
    }
}

/// A condition made ready to be asked of many events.
struct ConditionTest {
    let condition: ElementCondition
    let element: DataElement
    /// The values and, for an enumeration, the other words for them: events that others wrote may hold those.
    private let words: Set<String>

    init(_ condition: ElementCondition, on element: DataElement) {
        self.condition = condition
        self.element = element
        let aliases = element.enumValues.filter { condition.values.contains($0.value) }.flatMap(\.aliases)
        words = Set(condition.values + aliases)
    }

    /// - Parameter value: what the event says of an element.
    func holds(in event: EPCISEvent, value: (DataElement) -> String?) -> Bool {
        isTrue(in: event, value: value(element)) != condition.isNegated
    }

    private func isTrue(in event: EPCISEvent, value: String?) -> Bool {
        let texts = condition.contained
        if let value {
            return texts.isEmpty ? words.isEmpty || words.contains(value) : texts.contains { value.contains($0) }
        }
        return words.isEmpty && texts.isEmpty && element.carrier.map { event.carries($0) } == true
    }

    /// Why the requirement is asked: `productionMethod is farmed`.
    var wording: Wording {
        guard condition.contained.isEmpty else { return containing }
        if condition.values.isEmpty {
            return condition.isNegated
                ? Wording(en: "\(element.name) is not given", zh: "未填\(element.label.zh)")
                : Wording(en: "\(element.name) is given", zh: "已填\(element.label.zh)")
        }
        let (no, notZh) = condition.isNegated ? ("not ", "不") : ("", "")
        let wordsZh = condition.values.map { value in
            element.enumValues.first { $0.value == value }?.aliases.first ?? value
        }
        return Wording(
            en: "\(element.name) is \(no)\(condition.values.joined(separator: " or "))",
            zh: "\(element.label.zh)\(notZh)为\(wordsZh.joined(separator: "或"))")
    }

    /// `spec contains /袋, /桶`.
    private var containing: Wording {
        let (no, notZh) = condition.isNegated ? ("does not contain", "不含") : ("contains", "含")
        let texts = condition.contained.prefix(Self.shownMax)
        let more = condition.contained.count > Self.shownMax ? "…" : ""
        return Wording(
            en: "\(element.name) \(no) \(texts.joined(separator: ", "))\(more)",
            zh: "\(element.label.zh)\(notZh)“\(texts.joined(separator: "”“"))”\(more)")
    }

    private static let shownMax = 3
}
