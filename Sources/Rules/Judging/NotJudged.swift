import Chains
public import StrictJSON
public import Values

/// A rule that applies to a chain and could not be judged, wholly or on a part of it, and why. Nothing is called valid by what was not
/// looked at without its being said.
public struct NotJudged: Hashable, Sendable {
    /// As in findings: `MEAT-3`.
    public let rule: String
    public let why: Wording

    public init(rule: String, why: Wording) {
        self.rule = rule
        self.why = why
    }

    /// `{"rule","why","whyZh"}`.
    public var json: JSONNode {
        .object([("rule", .string(rule)), ("why", .string(why.en)), ("whyZh", .string(why.zh))])
    }
}

extension NotJudged {
    /// Reasons of one rule that are named: a chain of thousands of lots may lack the same of each.
    private static let reasonCountMax = 3

    /// In the order of the rules.
    static func all(in context: RuleContext) -> [NotJudged] {
        guard !context.chain.isEmpty else { return [] }
        var found: [NotJudged] = []
        for rule in Judge.rules where !Task.isCancelled {
            let id = type(of: rule).id
            if context.chain.isTruncated, type(of: rule).needsWholeChain {
                found.append(NotJudged(rule: id, why: Verdict.Doubt.truncated.wording))
                continue
            }
            let gaps = rule.gaps(in: context)
            found += gaps.prefix(reasonCountMax).map { NotJudged(rule: id, why: $0) }
            if gaps.count > reasonCountMax {
                let more = gaps.count - reasonCountMax
                found.append(
                    NotJudged(rule: id, why: Wording(en: "and \(more) more of the kind", zh: "另有 \(more) 项同类情形")))
            }
        }
        return found
    }
}
