import EPCIS
import StrictJSON
import Testing
import Values

@testable import Draws
@testable import Supervision

@Suite("What an office makes public") struct PublishedTextTests {
    private static func act(_ reason: String, firm: String = Sample.uscc(1)) -> [UInt8] {
        let substitution = DrawSubstitution(
            name: Sample.name(), number: 1, firm: firm, inspector: nil, ground: .moved, reason: reason)
        let time = OffsetTime(moment: Timestamp(milliseconds: 1_772_300_000_000), offsetMinutes: 480)
        return DrawAct.substitution(substitution).event(at: time).event
    }

    @Test(
        "a number of a person in any line of an act is found, and named by its line",
        arguments: [
            ("经办人张三 13800138000 已迁", PersonalNumber.telephone), ("电话138-0013-8000", .telephone),
            ("１３８００１３８０００", .telephone), ("负责人 11010519491231002X", .identity), ("已迁往福州", nil),
            ("编号 2026120100123 的决定", nil), ("12315 来电", nil),
        ])
    func reasons(reason: String, number: PersonalNumber?) {
        let found = NumbersInActs.first(in: Self.act(reason))
        #expect(found?.number == number)
        #expect(found == nil || found?.place == "reason")
    }

    @Test("a line that holds the number of a firm or of a thing is none, and any other is")
    func lines() {
        func first(_ line: String) -> NumbersInActs.Found? {
            NumbersInActs.first(inAct: "yima-sampling/1 act\nplan: x\n\(line)\n")
        }
        for name in ["code", "sample", "seal", "reserve-seal", "order", "number"] {
            #expect(first("\(name): 13800138000") == nil, "\(name)")
        }
        for name in ["reason", "title", "note", "ground", "grounds", "found", "what", "name", "document", "matter"] {
            #expect(first("\(name): 13800138000")?.place == name)
        }
        // An identity number is one wherever it stands.
        #expect(first("sample: 11010519491231002X")?.number == .identity)
    }

    @Test("a number in an event that is no act is found too, but not in the number of a document")
    func events() {
        func first(_ member: String) -> PersonalNumber? {
            NumbersInActs.first(in: Array(#"{"type":"ObjectEvent",\#(member)}"#.utf8))?.number
        }
        #expect(first(#""yima:remark":"电 13800138000""#) == .telephone)
        #expect(first(#""yima:testReportNo":"13800138000""#) == nil)
        #expect(first(#""yima:testReportNo":"11010519491231002X""#) == .identity)
        #expect(first(#""yima:remark":"合格""#) == nil)
    }

    @Test("a number of a person in the words of a list is found with its line")
    func files() {
        func file(_ file: DrawFile, _ line: String) -> Int? {
            file.personalNumber(in: Array("\(file.header)\n\(line)\n".utf8))?.line
        }
        let firm = Sample.uscc(1)
        #expect(file(.findings, "\(firm) 2026-12-01 corrected 李四 13905941234") == 2)
        #expect(file(.findings, "\(firm) 2026-12-01 corrected 11010519491231002X") == 2)
        #expect(file(.findings, "\(firm) 2026-12-01 corrected 责令改正 3 项") == nil)
        #expect(file(.firms, "\(firm) A 350304 李四面店 13905941234") == 2)
        #expect(file(.firms, "\(firm) A 350304 李四面店") == nil)
        #expect(file(.inspectors, "13905941234 1 \(Sample.seal(1)) -") == 2)
        #expect(file(.inspectors, "ZF001 1 \(Sample.seal(1)) -") == nil)
    }
}

@Suite("Findings that are published again") struct PublishedFindingsTests {
    private static func day(_ text: String) -> CalendarDate { WrittenTime.date(text)! }

    private static func finding(
        _ number: Int, _ outcome: InspectionFindings.Outcome, on text: String = "2026-12-01", _ remark: String? = nil
    ) -> InspectionFindings.Finding {
        .init(firm: Sample.uscc(number), day: day(text), outcome: outcome, remark: remark)
    }

    @Test("are told firm by firm: what was changed, added, and told no more")
    func changes() {
        let before = InspectionFindings([
            Self.finding(1, .refused), Self.finding(2, .soundOrNone), Self.finding(3, .pending),
        ])
        let after = InspectionFindings([
            Self.finding(1, .soundOrNone), Self.finding(2, .soundOrNone), Self.finding(4, .corrected, "已改"),
        ])
        let changes = PublishedFindings.changes(from: before, to: after)
        #expect(changes.map(\.firm) == [1, 3, 4].map(Sample.uscc))
        #expect(changes.map(\.before?.outcome) == [.refused, .pending, nil])
        #expect(changes.map(\.after?.outcome) == [.soundOrNone, nil, .corrected])
        #expect(changes[0].wording.en.contains("refused to be inspected → 2026-12-01 no problem found"))
        #expect(changes[1].wording.zh.hasSuffix("不再公示") && changes[2].wording.zh.hasSuffix("（已改）"))
        #expect(PublishedFindings.changes(from: before, to: before).isEmpty)
        // A day or a remark is a change too.
        let later = InspectionFindings([Self.finding(1, .refused, on: "2026-12-02")])
        #expect(PublishedFindings.changes(from: InspectionFindings([Self.finding(1, .refused)]), to: later).count == 1)
    }

    @Test(
        "are of days from that of the draw to that of the publication",
        arguments: [
            ("2026-11-30", true), ("2026-12-01", false), ("2026-12-04", false), ("2026-12-05", true),
            ("2030-01-01", true),
        ])
    func days(text: String, isStray: Bool) {
        let findings = InspectionFindings([
            Self.finding(1, .soundOrNone, on: "2026-12-02"), Self.finding(2, .corrected, on: text),
        ])
        let stray = PublishedFindings.strayDay(
            in: findings, drawn: Self.day("2026-12-01"), published: Self.day("2026-12-04"))
        #expect((stray?.firm == Sample.uscc(2)) == isStray && (stray == nil) == !isStray)
    }
}
