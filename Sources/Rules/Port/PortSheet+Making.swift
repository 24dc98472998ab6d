public import Chains
public import Codes
import EPCIS
import Values

extension PortSheet {
    /// - Parameters:
    ///   - written: the code as it was asked for.
    ///   - container: of which the goods of the newest voyage are looked for; nil where goods themselves were asked for.
    ///   - lot: that was asked for; nil stands for what the first chain is about. The papers are those of its voyage, as of the container.
    ///   - chains: of the goods, or of the container.
    ///   - isWhole: whether the chains are all that is on record.
    public init(
        _ written: String, container: CanonicalCode?, lot: CanonicalCode? = nil, chains: [Chain], judge: Judge,
        definitions: PortDefinitions = .builtIn, isWhole: Bool = true
    ) {
        self.written = written
        asOf = judge.now
        let all = chains.filter { !$0.isEmpty }.map { PortView($0, judge) }
        let asked = lot ?? chains.first?.subject
        let scope = PortScope(container: container, lot: asked, all)
        let views = all.compactMap { $0.scoped(to: scope) }
        var made: [String: Goods] = [:]
        for view in views {
            for account in view.arrived where made[account.code.key] == nil {
                guard container != nil || account.code.key == asked?.key || account.code.key == asked?.lotKey else {
                    continue
                }
                made[account.code.key] = view.goods(account, definitions)
            }
        }
        goods = made.sorted { $0.key < $1.key }.map(\.value)
        otherVoyages = scope.others.map { voyage in
            let codes = all.flatMap(\.accounts).map(\.code).filter { voyage.goods.contains($0.key) }
            return OtherVoyage(begin: voyage.begin, goods: Set(codes.map(\.uri)).sorted())
        }
        let together = PortTogether(views, scope.containers, definitions)
        lines = goods.isEmpty ? [] : together.lines
        let told = Set((lines + goods.flatMap(\.lines)).flatMap(\.rules))
        var seen: Set<Finding> = []
        others = views.flatMap(\.findings).filter { finding in
            finding.severity != .info && !told.contains(finding.rule) && seen.insert(finding).inserted
        }.sorted { $0.precedes($1) }
        isComplete = isWhole && chains.allSatisfy { !$0.isTruncated && $0.judged.unreadable.isEmpty }
    }
}

/// One chain as the sheet looks at it.
struct PortView {
    let context: RuleContext
    let findings: [Finding]
    /// Lots, and items without one, whoever they came with.
    let accounts: [Account]
    /// Those of them that the sheet is about.
    private(set) var arrived: [Account] = []
    /// All that is on record of these goods and of their containers on that voyage.
    private(set) var events: [ResolvedEvent] = []
    private let definition: (String) -> RuleDefinition

    init(_ chain: Chain, _ judge: Judge) {
        let naming = Naming(chain, operatorNames: judge.operatorNames, enrolments: judge.enrolments)
        let context = RuleContext(chain.judged, of: chain, by: judge, naming: naming)
        self.context = context
        findings = judge.findings(in: chain)
        definition = { judge.definitions.definition($0) }
        accounts = context.book.accounts.filter { account in
            account.code.grain == .lot || account.code.grain == .instance && account.code.lotKey == nil
        }.filter { $0.code.part("container") == nil && $0.code.part("sscc") == nil }
    }

    /// With what is of the voyages of a scope; nil where nothing is.
    func scoped(to scope: PortScope) -> PortView? {
        var view = self
        view.arrived = accounts.filter { scope.goods.contains($0.code.key) }
        guard !view.arrived.isEmpty else { return nil }
        view.events = context.book.events.filter { scope.holds($0) }
        return view
    }

    /// Whether the event takes something out of the container or puts it in, or says that it was of it.
    static func names(_ container: CanonicalCode, _ event: ResolvedEvent) -> Bool {
        event.things(playing: .parent).contains { $0.code.key == container.key }
            || event.event.elementValues("containerNo").contains { written in
                container.part("container").map { $0 == Self.plain(written) } ?? false
            }
    }

    /// Whether it is about the container, or names it.
    static func concerns(_ container: CanonicalCode, _ event: ResolvedEvent) -> Bool {
        event.things.contains { $0.code.key == container.key } || names(container, event)
    }

    private static func plain(_ written: String) -> String {
        written.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    func figures(_ rule: String) -> RuleDefinition { definition(rule) }

    func found(_ rules: Set<String>, about code: CanonicalCode? = nil) -> [Finding] {
        findings.filter { finding in
            guard rules.contains(finding.rule), finding.severity != .info else { return false }
            guard let code else { return true }
            let concerned = Set(finding.entries)
            return events.contains { event in
                concerned.contains(event.entry)
                    && event.things.contains { $0.code.key == code.key || $0.code.lotKey == code.key }
            }
        }
    }

    func goods(_ account: Account, _ definitions: PortDefinitions) -> PortSheet.Goods {
        let release = account.pathEvents.first(where: \.isRelease)
        return PortSheet.Goods(
            code: account.code, name: context.naming.code(account.code), product: context.naming.product(account.code),
            lines: [
                self.release(account, release), arrival(account, release, definitions), tests(account),
                temperature(account),
            ])
    }

    // MARK: Of one lot

    private func release(_ account: Account, _ release: ResolvedEvent?) -> PortSheet.Line {
        let label = Wording(en: "release", zh: "放行")
        let wrong = found(["MEAT-4", "MEAT-7"], about: account.code)
        guard let release else {
            return PortSheet.Line(
                "release", label, .open, [Wording(en: "no release is on record", zh: "没有放行记录")], [], wrong: wrong)
        }
        let (firm, when) = (context.naming.party(release.operatorUSCC), release.eventTime.minute)
        return PortSheet.Line(
            "release", label, .met, [Wording(en: "\(firm) released it at \(when)", zh: "\(firm) 于 \(when) 放行")],
            [release.entry], wrong: wrong)
    }

    /// The first that a store or buyer has of it after its release.
    private func arrival(
        _ account: Account, _ release: ResolvedEvent?, _ definitions: PortDefinitions
    ) -> PortSheet.Line {
        let label = Wording(en: "arrival after release", zh: "放行后到库")
        let hours = definitions.arrivalHours
        let within = Wording(en: "within \(hours) h", zh: "\(hours) 小时内")
        func made(_ state: PortSheet.State, _ said: Wording, _ entries: [UInt64] = []) -> PortSheet.Line {
            PortSheet.Line("arrival", label, state, [said], entries, wrong: [])
        }
        guard let release else { return made(.open, Wording(en: "not released yet", zh: "尚未放行")) }
        let arrival = account.pathEvents.first { event in
            event.moment >= release.moment && (event.receives || event.bizStep == "storing")
        }
        let term = Timestamp(milliseconds: release.moment.milliseconds + Int64(hours) * 3_600_000)
        guard let arrival else {
            let until = OffsetTime(moment: term, offsetMinutes: 480).minute
            return context.now > term
                ? made(
                    .missing, Wording(en: "nobody recorded its arrival by \(until)", zh: "截至 \(until) 无人登记到库"),
                    [release.entry])
                : made(.open, Wording(en: "to be recorded by \(until)", zh: "应在 \(until) 前登记"), [release.entry])
        }
        let (firm, when) = (context.naming.party(arrival.operatorUSCC), arrival.eventTime.minute)
        let isSoon = arrival.moment <= term
        return made(
            isSoon ? .met : .wrong,
            Wording(
                en: "\(firm) had it at \(when), \(isSoon ? within.en : "later than \(hours) h after its release")",
                zh: "\(firm) 于 \(when) 到库，\(isSoon ? within.zh : "超过放行后 \(hours) 小时")"), [release.entry, arrival.entry])
    }

    private func tests(_ account: Account) -> PortSheet.Line {
        let label = Wording(en: "inspections", zh: "查验与检测")
        let results = account.pathEvents.filter { $0.isInspection && $0.element("testVerdict") != nil }
        let said = results.prefix(Self.saidMax).map { result in
            let (firm, item) = (context.naming.party(result.operatorUSCC), (result.element("testItem") ?? "").shown)
            let passed = result.element("testVerdict") == "pass"
            return Wording(
                en: "\(firm): \(item) \(passed ? "passed" : "failed")", zh: "\(firm)：\(item) \(passed ? "合格" : "不合格")")
        }
        let failed = results.contains { $0.element("testVerdict") != "pass" }
        return PortSheet.Line(
            "inspection", label, results.isEmpty ? .open : failed ? .wrong : .met,
            results.isEmpty ? [Wording(en: "no result is on record", zh: "没有查验或检测结果")] : said,
            results.map(\.entry), wrong: found(["STATE-1"], about: account.code))
    }

    private func temperature(_ account: Account) -> PortSheet.Line {
        let label = Wording(en: "temperature", zh: "温度")
        let measured = account.pathEvents.filter { $0.element("coreTempC") != nil }
        let said = measured.prefix(Self.saidMax).map { event in
            let (firm, degrees) = (context.naming.party(event.operatorUSCC), (event.element("coreTempC") ?? "").shown)
            return Wording(en: "\(firm): \(degrees) °C inside", zh: "\(firm)：中心温度 \(degrees)℃")
        }
        return PortSheet.Line(
            "temperature", label, measured.isEmpty ? .open : .met,
            measured.isEmpty ? [Wording(en: "nobody measured inside", zh: "没有中心温度记录")] : said,
            measured.map(\.entry), wrong: found(["MEAT-5", "COLD-1", "COLD-2"], about: account.code))
    }

    static let saidMax = 8
}
