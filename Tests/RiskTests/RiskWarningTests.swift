import Codes
import EPCIS
import Statistics
import Testing
import Values

@testable import Risk

@Suite("What counts towards risk")
struct RiskWarningTests {
    private static let firm = "91350304MA31X0001H"
    private static let laboratory = "12350300MB00000001"

    private static func event(
        _ step: String, at time: String, elements: [String: String] = [:], disposition: String? = nil,
        id: String? = nil, isWithdrawal: Bool = false
    ) -> EPCISEvent {
        var event = EPCISEvent(kind: .object, eventTime: OffsetTime(rfc3339: time)!)
        (event.bizStep, event.disposition, event.eventID, event.dataElements) = (step, disposition, id, elements)
        event.epcList = ["https://id.gs1.org/01/06901234567892/10/A1"]
        event.sourceList = [.init(type: "owning_party", id: "urn:yima:uscc:\(firm)")]
        if isWithdrawal {
            event.errorDeclaration = .init(
                declarationTime: OffsetTime(rfc3339: time)!.moment, reason: nil, correctiveEventIDs: [])
        }
        return event
    }

    private static func reading(
        _ event: EPCISEvent, signer: String = firm, arrival: String, isLaboratory: Bool = true
    ) -> RiskReading {
        RiskReading(
            entry: 7, signer: signer, event, arrival: Timestamp(rfc3339: arrival)!, codes: CodeReader(),
            isLaboratory: { _ in isLaboratory })
    }

    @Test("of an event is whose goods they are, and that it came late: by the host's arrival")
    func late() {
        let event = Self.event("shipping", at: "2026-11-01T08:00:00+08:00", elements: ["profile": "aquatic"])
        let soon = Self.reading(event, arrival: "2026-11-01T23:00:00Z")
        #expect(soon.facts.map(\.key.source) == [.activity])
        #expect(soon.facts.first?.day == WrittenTime.date("2026-11-02"))
        let late = Self.reading(event, arrival: "2026-11-02T13:00:00Z")
        #expect(late.facts.map(\.word) == ["aquatic", "37"])
        // Of a flood on one day the last fifty are kept.
        #expect(late.facts.last?.key == RiskFact.Key(.late, "\(Self.firm)/2026-11-02/7"))
        let landed = Self.event(
            "shipping", at: "2026-11-01T08:00:00+08:00", elements: ["tripEnd": "2026-11-02T08:00:00+08:00"])
        #expect(Self.reading(landed, arrival: "2026-11-02T13:00:00Z").facts.isEmpty)
    }

    @Test("of a sample is what an enrolled laboratory found, under the sample, and is taken back")
    func samples() {
        let elements = ["sampleNo": "S1", "testItem": "恩诺沙星", "testValue": "120 µg/kg", "profile": "aquatic"]
        func result(_ id: String, isWithdrawal: Bool = false) -> EPCISEvent {
            Self.event(
                "inspecting", at: "2026-11-01T08:00:00+08:00", elements: elements, disposition: "non_conformant",
                id: id,
                isWithdrawal: isWithdrawal)
        }
        let read = Self.reading(result("e1"), signer: Self.laboratory, arrival: "2026-11-01T02:00:00Z")
        #expect(read.facts.count == 1)
        let fact = read.facts[0]
        #expect(fact.word == "failed")
        #expect(fact.firm == Self.firm)
        #expect(fact.product == "https://id.gs1.org/01/06901234567892")
        #expect(fact.group == "\(Self.laboratory)/S1")
        let back = Self.reading(
            result("e1", isWithdrawal: true), signer: Self.laboratory, arrival: "2026-11-02T02:00:00Z")
        #expect(back.withdrawn == [fact.key])
        #expect(back.facts.isEmpty)
        let foreign = Self.reading(
            result("e1"), signer: Self.laboratory, arrival: "2026-11-01T02:00:00Z", isLaboratory: false)
        #expect(foreign.isEmpty)
    }

    @Test("of a category warns by district, where too many samples fail")
    func rising() {
        let category = QualityTargets.builtIn.categories[1]
        let samples = (0..<120).map { number in
            RiskFact(
                .sample, "l/\(number)", word: number >= 100 && number % 2 == 0 ? "failed" : "passed", detail: "aquatic",
                group: "l/S\(number)", firm: Self.firm, product: nil,
                day: CalendarDate(daysSinceEpoch: 20_000 + number), entry: UInt64(number))
        }
        let warnings = RiskDefinition.builtIn.rateWarnings(ofSamples: samples, category: category)
        #expect(warnings.map(\.scope) == ["samples/farmed-aquatic/350304"])
        #expect(warnings.first?.district == "350304")
        #expect(warnings.first?.entry == 116)
        #expect(RiskDefinition.builtIn.rateWarnings(ofSamples: samples.reversed(), category: category) == warnings)
    }

    @Test("of a firm warns of complaints, late records and findings by rule, each series apart")
    func series() {
        let days = 20_400..<20_410
        func facts(_ source: RiskFact.Source, _ word: String, detail: String = "") -> [RiskFact] {
            days.map { day in
                RiskFact(
                    source, "\(source.rawValue)\(word)\(day)", word: word, detail: detail, firm: Self.firm,
                    product: nil,
                    day: CalendarDate(daysSinceEpoch: day), entry: UInt64(day))
            }
        }
        let all =
            facts(.complaint, "open") + facts(.late, "40") + facts(.finding, "MASS-1", detail: "violation")
            + facts(.finding, "TIME-3", detail: "warning") + facts(.late, "30")
        let warnings = RiskDefinition.builtIn.rateWarnings(
            of: .firm(Self.firm), all, since: CalendarDate(daysSinceEpoch: 20_000))
        #expect(
            warnings.map(\.scope) == [
                "complaints/firm:\(Self.firm)", "findings/MASS-1/\(Self.firm)", "late/\(Self.firm)",
            ])
        let touched = TouchedSeries(all)
        #expect(touched.subjects == [.firm(Self.firm)])
        #expect(touched.categories.isEmpty)
    }
}
