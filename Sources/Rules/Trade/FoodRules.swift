import Chains
import Codes
import EPCIS
import Profiles
import Values

/// FOOD-1: bought without a proof of conformity.
struct ConformityProofRule: Rule {
    static let id = "FOOD-1"

    /// The proofs that a buyer asks for.
    private static let elements: Set<String> = ["conformityProofNo", "complianceCertNo"]
    /// What stands for them where it is required itself: then its lack is DATA-1, once.
    private static let substitutes: Set<String> = [
        "inspectionCertNo", "quarantineCertNo", "meatInspectionCertNo", "portReleaseNo",
    ]

    /// Whether a problem is told by this rule, and by no other: a proof that a purchase lacks, be it left out or told by a word that
    /// stands for nothing.
    static func tells(_ problem: ElementProblem, of event: ResolvedEvent) -> Bool {
        problem.isAbsence && elements.contains(problem.element) && isPurchase(event)
    }

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.events.compactMap { event in
            let problems = context.problems(in: event)
            guard problems.contains(where: { Self.tells($0, of: event) }),
                !problems.contains(where: { $0.isAbsence && Self.substitutes.contains($0.element) })
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
        event.receives && event.disposition != "returned"
    }
}

/// FOOD-2: lots of one product were mixed, and the mixture has no certificate of its own.
struct MixtureCertificateRule: Rule {
    static let id = "FOOD-2"
    static let needsWholeChain = true

    /// What the mixture lacks; where this rule tells it, no other does.
    static let element = "complianceCertNo"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        Self.mixtures(in: context).map { event, mixture, inputCount in
            let (name, firm) = (context.naming.code(mixture), context.naming.party(event.operatorUSCC))
            return definition.finding(
                Wording(
                    en: "\(firm) mixed \(inputCount) lots into \(name.en) and issued no certificate for the mixture",
                    zh: "\(firm) 将 \(inputCount) 个批次混合为 \(name.zh)，未重新开具承诺达标合格证"),
                entries: [event.entry])
        }
    }

    /// The events that mixed lots without a new certificate, with what came out and how many went in.
    static func mixtures(in context: RuleContext) -> [(ResolvedEvent, CanonicalCode, Int)] {
        // Most chains mix nothing.
        let mixing = context.book.events.filter { event in
            event.kind == .transformation && Set(event.things(playing: .input).map(\.code.key)).count > 1
        }
        guard !mixing.isEmpty else { return [] }
        let accounts = Dictionary(uniqueKeysWithValues: context.book.accounts.map { ($0.code.key, $0) })
        return mixing.compactMap { event in
            let inputs = Set(event.things(playing: .input).map(\.code)).filter { $0.grain == .lot }
            let certified = inputs.filter { input in
                accounts[input.key]?.pathEvents.contains { $0.element("complianceCertNo") != nil } ?? false
            }
            let said = Set(
                certified.flatMap { input in
                    (accounts[input.key]?.pathEvents ?? []).filter { $0.entry != event.entry }
                        .compactMap { $0.element("complianceCertNo") }
                })
            guard certified.count > 1,
                let mixture = event.things(playing: .output).first(where: {
                    isSame($0.code, as: inputs, event, context)
                }),
                event.element("complianceCertNo").map(said.contains) ?? true,
                !(accounts[mixture.code.key]?.issues.contains { line in
                    line.event.element("complianceCertNo").map { !said.contains($0) } ?? false
                } ?? false)
            else { return nil }
            return (event, mixture.code, inputs.count)
        }
    }
}

extension MixtureCertificateRule {
    /// Whether it is the product that went in, by its number or by its name: a dish of many things is another.
    private static func isSame(
        _ made: CanonicalCode, as inputs: Set<CanonicalCode>, _ event: ResolvedEvent, _ context: RuleContext
    ) -> Bool {
        if inputs.contains(where: { $0.productKey == made.productKey }) { return true }
        let names = Set(inputs.compactMap(context.naming.product))
        return names.count == 1 && names.first == (event.element("productName") ?? context.naming.product(made))
    }
}

/// FOOD-3: the producer's licence is none: wrong check digit, length or class; or it is not on file, or another's.
struct ProducerLicenceRule: Rule {
    static let id = "FOOD-3"
    static let isOfRecord = true

    /// DATA-2 leaves it to this rule.
    static let element = "scNo"

    func findings(in context: RuleContext, by definition: RuleDefinition) -> [Finding] {
        context.book.events.compactMap { event in
            let problem = context.problems(in: event).first {
                !$0.isMissing && $0.element == Self.element
            }
            guard let wording = problem?.wording ?? notOnFile(event, context) else { return nil }
            return definition.finding(wording, entries: [event.entry])
        }
    }

    private func notOnFile(_ event: ResolvedEvent, _ context: RuleContext) -> Wording? {
        let licences = context.registers.licences
        guard !licences.isEmpty, event.issues, let written = event.element(Self.element) else { return nil }
        guard let holder = licences[written.uppercased()] else {
            return Wording(en: "licence \(written.shown) is not on file", zh: "食品生产许可证 \(written.shown) 无备案")
        }
        guard holder != event.operatorUSCC else { return nil }
        let firm = context.naming.party(holder)
        return Wording(
            en: "licence \(written.shown) is that of \(firm)", zh: "食品生产许可证 \(written.shown) 属于 \(firm)")
    }
}
