import Chains
import Codes
import EPCIS
import Profiles
import Values

/// FOOD-1: bought without a proof of conformity.
struct ConformityProofRule: Rule {
    static let id = "FOOD-1"

    /// The proofs that a buyer asks for; DATA-1 leaves them to this rule.
    static let elements: Set<String> = ["conformityProofNo", "complianceCertNo"]

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.events.compactMap { event in
            guard Self.isPurchase(event),
                context.profiles.problems(in: event.event).contains(where: {
                    $0.isMissing && Self.elements.contains($0.element)
                })
            else { return nil }
            let firm = context.naming.party(event.operatorUSCC)
            let name = event.things.first.map { context.naming.code($0.code) } ?? Wording(en: "goods", zh: "货物")
            return definition.finding(
                Wording(
                    en: "\(firm) received \(name.en) without a conformity proof",
                    zh: "\(firm) 收到 \(name.zh) 时未记录合格证明"),
                entries: [event.entry])
        }
    }

    static func isPurchase(_ event: ResolvedEvent) -> Bool {
        event.receives && event.event.disposition != "returned"
    }
}

/// FOOD-2: lots of one product were mixed, and the mixture has no certificate of its own.
struct MixtureCertificateRule: Rule {
    static let id = "FOOD-2"
    static let needsWholeChain = true

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        let accounts = Dictionary(uniqueKeysWithValues: context.book.accounts.map { ($0.code.key, $0) })
        return context.book.events.compactMap { event in
            let inputs = Set(event.things(playing: .input).map(\.code)).filter { $0.grain == .lot }
            let certified = inputs.filter { input in
                accounts[input.key]?.pathEvents.contains { $0.element("complianceCertNo") != nil } ?? false
            }
            guard certified.count > 1, Set(inputs.compactMap(\.productKey)).count == 1,
                let mixture = event.things(playing: .output).first(where: {
                    $0.code.productKey == inputs.first?.productKey
                }),
                event.element("complianceCertNo") == nil,
                !(accounts[mixture.code.key]?.pathEvents.contains { $0.element("complianceCertNo") != nil } ?? false)
            else { return nil }
            let (name, firm) = (context.naming.code(mixture.code), context.naming.party(event.operatorUSCC))
            return definition.finding(
                Wording(
                    en: "\(firm) mixed \(inputs.count) lots into \(name.en) and issued no certificate for the mixture",
                    zh: "\(firm) 将 \(inputs.count) 个批次混合为 \(name.zh)，未重新开具承诺达标合格证"),
                entries: [event.entry])
        }
    }
}

/// FOOD-3: the producer's licence is none: wrong check digit, length or class.
struct ProducerLicenceRule: Rule {
    static let id = "FOOD-3"

    /// DATA-2 leaves it to this rule.
    static let element = "scNo"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.events.compactMap { event in
            let problem = context.profiles.problems(in: event.event).first {
                !$0.isMissing && $0.element == Self.element
            }
            guard let problem else { return nil }
            return definition.finding(problem.wording, entries: [event.entry])
        }
    }
}
