import Chains
import EPCIS
import Files
import StrictJSON
import Testing
import Values

@testable import Rules

@Suite struct VerdictTests {
    private static func finding(_ severity: Finding.Severity, _ rule: String = "X-1") -> Finding {
        Finding(rule: rule, severity: severity, message: Wording(en: "m", zh: "文"), entries: [1, 2], source: "law")
    }

    private static let unchecked = Verdict.Doubt.unchecked(Wording(en: "no proof yet", zh: "尚无证明"))

    @Test(
        arguments: [
            ([], [], 3, Verdict.valid, 0),
            ([finding(.info)], [], 3, .valid, 0),
            ([finding(.warning)], [], 3, .suspect, 0),
            ([finding(.warning), finding(.violation)], [], 3, .invalid, 1),
            ([finding(.violation)], [.truncated], 3, .invalid, 1),
            ([], [.truncated], 3, .undecided, 2),
            ([finding(.warning)], [unchecked], 3, .undecided, 2),
            ([], [.productOnly], 3, .undecided, 2),
            ([], [unchecked], 0, .undecided, 2),
            ([], [], 0, .unknown, 3),
            ([finding(.info)], [], 0, .unknown, 3),
            ([finding(.violation)], [], 0, .invalid, 1),
        ] as [([Finding], [Verdict.Doubt], Int, Verdict, Int32)])
    func theVerdictAndItsExitStatus(
        findings: [Finding], doubts: [Verdict.Doubt], events: Int, verdict: Verdict, status: Int32
    ) {
        let drawn = Verdict(findings: findings, doubts: doubts, eventCount: events)
        #expect(drawn == verdict && drawn.exitStatus == status)
    }

    @Test func theDocumentHasTheMembersOfTheContract() {
        var story = Story()
        story.issue(kg("1", lot("A1")), at: 0)
        let document = VerdictDocument(
            code: "A1", chain: story.chain(lot("A1")), findings: [Self.finding(.info, "PROOF-4")],
            basis: VerdictBasis(
                asOf: Timestamp(milliseconds: 0), notJudged: [NotJudged(rule: "X-2", why: Wording(en: "w", zh: "因"))]),
            checkpoint: .init(origin: "o", size: 9, root: "r=", cosigned: ["w"]),
            definitions: [
                .init(name: "rules.json", sha256: "aa", adopted: "aa"),
                .init(name: "steps.json", sha256: "aa", adopted: "bb"),
            ])
        #expect(
            String(decoding: document.json.formatted(), as: UTF8.self) == """
                {"code":"A1","canonical":"https://id.gs1.org/01/06901234567892/10/A1","verdict":"valid","findings":[\
                {"rule":"PROOF-4","severity":"info","message":"m","messageZh":"文","entries":[1,2],"source":"law"}],\
                "events":1,"complete":true,"upTo":9,"asOf":"1970-01-01T00:00:00.000Z",\
                "notJudged":[{"rule":"X-2","why":"w","whyZh":"因"}],"checkpoint":{"origin":"o","size":9,"root":"r=","cosigned":["w"]},\
                "definitions":[{"name":"rules.json","sha256":"aa","adopted":true},\
                {"name":"steps.json","sha256":"aa","adopted":false}]}
                """)
    }

    @Test func anUnknownCodeIsNeverValid() {
        let chain = Story().chain(lot("A1"))
        let document = VerdictDocument(
            code: "A1", chain: chain, findings: [], basis: VerdictBasis(asOf: Story.end), checkpoint: nil)
        #expect(document.verdict == .unknown)
        #expect(chain.isEmpty)
    }
}

@Suite struct RuleDefinitionTests {
    @Test func theBuiltInFileDefinesEveryRuleAndNoOther() {
        #expect(Set(RuleDefinitions.builtIn.rules.keys) == Set(Judge.ruleIDs))
    }

    @Test func anOverrideChangesOnlyWhatItNames() throws {
        let json = #"{"rules":{"TIME-2":{"toleranceHours":876000},"DATA-1":{"severity":"info"}}}"#
        let changed = try RuleDefinitions.builtIn.overridden(byJSON: Array(json.utf8))
        #expect(changed.definition("TIME-2").figure(.toleranceHours) == Amount("876000"))
        #expect(changed.definition("TIME-2").severity == .warning)
        #expect(changed.definition("TIME-3") == RuleDefinitions.builtIn.definition("TIME-3"))
        var story = Story()
        story.issue(kg("9", lot("A1")), at: 0, elements: ["profile": "food"])
        #expect(story.findings(lot("A1"), definitions: changed).map(\.severity) == [.info])
        story = Story()
        story.add(.object, .add, "commissioning", by: farm, at: 0, recorded: 9000) { $0.epcList = [pallet] }
        #expect(story.findings(pallet, definitions: changed).isEmpty)
    }

    @Test(arguments: [
        (#"{"rules":{"TIME-9":{}}}"#, 1, 20, "there is no rule TIME-9"),
        ("{\"rules\":\n {\"TIME-2\":{\"toleranceDays\":1}}}", 2, 29, "unknown member \"toleranceDays\""),
        (#"{"rules":{"TIME-2":{"tolerancePercent":1}}}"#, 1, 40, "unknown member \"tolerancePercent\""),
        (#"{"rules":{"TIME-2":{"toleranceHours":-1}}}"#, 1, 38, "expected a decimal that is not negative"),
        (#"{"rules":{"TIME-2":{"severity":"fatal"}}}"#, 1, 32, "expected one of violation, warning, info"),
        (#"{"rules":[]}"#, 1, 1, "member \"rules\" is missing or no object"),
        (#"{"rulez":{}}"#, 1, 10, "unknown member \"rulez\""),
        (#"{"rules":{"TIME-2":{"earlier":[{"severity":"info"}]}}}"#, 1, 32, "member \"validTo\" is missing"),
        (#"{"rules":{"TIME-2":{"earlier":[{"validTo":"x"}]}}}"#, 1, 43, "expected a date (2026-03-01)"),
        (
            #"{"rules":{"TIME-2":{"earlier":[{"validTo":"2026-01-01","gapMinutes":1}]}}}"#, 1, 69,
            "unknown member \"gapMinutes\""
        ),
        ("[]", 1, 1, "expected an object"),
        ("{", 1, 2, "the JSON text ends too early"),
    ])
    func aFaultyOverrideIsLocated(json: String, line: Int, column: Int, message: String) {
        do {
            _ = try RuleDefinitions.builtIn.overridden(byJSON: Array(json.utf8), file: "mine.json")
            Issue.record("accepted")
        } catch {
            #expect((error.file, error.line, error.column) == ("mine.json", line, column))
            #expect(error.wording.en == message)
        }
    }

    @Test(
        "a rule that was changed judges each event by what it was on that event's day",
        arguments: [(0.0, ["TIME-2 info"]), (23.9, ["TIME-2 info"]), (39.9, ["TIME-2 info"]), (40.0, [])])
    func theLawOfTheDay(hour: Double, expected: [String]) throws {
        // The story begins on 2026-03-01 at 08:00: up to hour 40 it is 2026-03-02 or before.
        let json = """
            {"rules": {"TIME-2": {"toleranceHours": 876000, "earlier": [
                {"validTo": "2026-03-02", "toleranceHours": 1, "severity": "info"}]}}}
            """
        let changed = try RuleDefinitions.builtIn.overridden(byJSON: Array(json.utf8))
        var story = Story()
        story.add(.object, .add, "commissioning", by: farm, at: hour, recorded: hour + 100) { $0.epcList = [pallet] }
        let found = story.findings(pallet, definitions: changed).map { "\($0.rule) \($0.severity.rawValue)" }
        #expect(found == expected)
    }

    @Test(
        "back-dating buys no older law: the day counts before which an event cannot have been recorded",
        arguments: [(nil, ["TIME-2 info"]), (39.9, ["TIME-2 info"]), (40.0, ["TIME-2 warning"])])
    func noOlderLaw(seen: Double?, expected: [String]) throws {
        let json = """
            {"rules": {"TIME-2": {"toleranceHours": 1, "earlier": [
                {"validTo": "2026-03-02", "toleranceHours": 1, "severity": "info"}]}}}
            """
        let changed = try RuleDefinitions.builtIn.overridden(byJSON: Array(json.utf8))
        var story = Story()
        story.add(.object, .add, "commissioning", by: farm, at: 0, recorded: 100, seen: seen) { $0.epcList = [pallet] }
        let found = story.findings(pallet, definitions: changed).map { "\($0.rule) \($0.severity.rawValue)" }
        #expect(found == expected)
    }

    @Test(
        "a sum goes by the law of the day of each line: what was within it stays so, and what was not does not become so",
        arguments: [
            // Up to 2026-03-02 a tenth more is allowed, then nothing: 110 kg of 100 before, and perhaps a kilogram after.
            (10, 0, 110, nil, []), (10, 0, 111, nil, ["MASS-1: 111 kg"]), (10, 0, 100, 1, ["MASS-1: 101 kg"]),
            (10, 0, 110, 1, ["MASS-1: 111 kg"]),
            // First nothing, then a tenth.
            (0, 10, 105, nil, ["MASS-1: 105 kg"]), (0, 10, 105, 1, ["MASS-1: 105 kg"]), (0, 10, 100, 10, []),
        ])
    func aSumByLine(before: Int, after: Int, sold: Int, later: Int?, expected: [String]) throws {
        let json = """
            {"rules": {"MASS-1": {"tolerancePercent": \(after), "earlier": [
                {"validTo": "2026-03-02", "tolerancePercent": \(before)}]}}}
            """
        let changed = try RuleDefinitions.builtIn.overridden(byJSON: Array(json.utf8))
        var story = Story()
        story.issue(kg("100", lot("A")), at: 0)
        story.ship(kg("\(sold)", lot("A")), from: farm, to: store, at: 10)
        if let later { story.ship(kg("\(later)", lot("A")), from: farm, to: store, at: 50) }
        let found = story.findings(lot("A"), definitions: changed).filter { $0.rule == "MASS-1" }
        let amounts = found.map { finding in
            "\(finding.rule): "
                + finding.message.en.split(separator: " ").drop { $0 != "out" }.dropFirst().prefix(2)
                .joined(separator: " ")
        }
        #expect(amounts == expected, "\(found.map(\.message.en))")
    }

    @Test func aWholeFileMustGiveEveryRuleAndFigure() {
        #expect(throws: LocatedError.self) { try RuleDefinitions(json: Array(#"{"rules":{}}"#.utf8)) }
        #expect(throws: LocatedError.self) {
            try RuleDefinitions(json: Array(#"{"rules":{"TIME-2":{"severity":"info","source":"x"}}}"#.utf8))
        }
    }
}
