import EPCIS
import Foundation
import Profiles
import Testing
import Values

@Suite struct `A step word` {
    private let table = ProfileLibrary.builtIn.steps

    /// The event that each word makes is what rules read: it says by itself what was done.
    @Test(
        arguments: [
            ("退货", "return", .observe, "shipping", "returned"), ("客户退货", "takeback", .observe, "receiving", "returned"),
            ("拒收", "refuse", .observe, "urn:yima:bizstep:refusing", "returned"),
            ("撤销发货", "void", .observe, "void_shipping", "in_progress"),
            ("报损", "loss", .delete, "urn:yima:bizstep:losing", "unavailable"),
            ("期初库存", "opening-stock", .observe, "urn:yima:bizstep:opening_stock", "available"),
            ("更正", "correct", .observe, "urn:yima:bizstep:correcting", nil),
            ("下架", "unshelve", .observe, "urn:yima:bizstep:unshelving", "sellable_not_accessible"),
            ("封存", "hold", .observe, "holding", "non_sellable_other"),
            ("召回", "recall", .observe, "holding", "recalled"),
            ("称重", "weigh", .observe, "urn:yima:bizstep:weighing", "in_progress"),
            ("盘点", "count", .observe, "stock_taking", "in_progress"),
            ("否认", "deny", .observe, "urn:yima:bizstep:denying", "no_pedigree_match"),
        ] as [(String, String, EPCISEvent.Action, String, String?)])
    func `has its EPCIS event`(
        word: String, name: String, action: EPCISEvent.Action, bizStep: String, disposition: String?
    ) throws {
        let step = try #require(table.step(named: word))
        #expect(step.name == name && step.eventKind == .object && step.action == action)
        #expect(step.bizStep == bizStep && step.disposition == disposition)
    }

    @Test(arguments: [("验收", "receive"), ("进货", "receive"), ("进库", "store"), ("入库", "store")])
    func `of the trade means what it says`(word: String, name: String) throws {
        #expect(try #require(table.step(named: word)).name == name)
    }

    @Test(arguments: ["移库", "采购", "收购", "退库", "出厂"])
    func `of two characters has no neighbour that shares but one of them`(word: String) {
        #expect(table.step(named: word) == nil)
        #expect(Suggestion.didYouMean(word, among: table.stepWords) == nil)
    }

    @Test func `that is misspelt has its neighbour`() {
        #expect(Suggestion.didYouMean("客户退貨", among: table.stepWords)?.zh == "是否想写“客户退货”？")
        #expect(Suggestion.didYouMean("shipp", among: table.stepWords)?.en == "did you mean \"ship\"?")
    }

    @Test func `is told from the event that it made`() throws {
        let time = try #require(OffsetTime(rfc3339: "2026-06-01T08:30:00+08:00"))
        for step in table.steps {
            var event = EPCISEvent(kind: step.eventKind, eventTime: time)
            (event.action, event.bizStep, event.disposition) = (step.action, step.bizStep, step.disposition)
            let told = try #require(table.step(of: event))
            #expect(told.stepKind == step.stepKind && told.bizStep == step.bizStep, "\(step.name)")
            #expect(told.disposition == step.disposition)
        }
    }

    @Test func `of a disposition that no step has is the plain one`() throws {
        let time = try #require(OffsetTime(rfc3339: "2026-06-01T08:30:00+08:00"))
        var event = EPCISEvent(kind: .object, eventTime: time)
        (event.action, event.bizStep, event.disposition) = (.observe, "receiving", "damaged")
        #expect(table.step(of: event)?.name == "receive")
        (event.bizStep, event.disposition) = ("holding", "expired")
        #expect(table.step(of: event)?.name == "hold")
        event.bizStep = "assembling"
        #expect(table.step(of: event) == nil)
    }

    @Test func `stands in docs/csv.md with its other words`() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/csv.md")
        let text = String(decoding: try Data(contentsOf: page), as: UTF8.self)
        for step in table.steps {
            let row = "| `\(step.name)` | \(step.aliases.joined(separator: "、")) | \(step.eventKind.rawValue) "
            #expect(text.contains(row), "\(step.name)")
        }
    }

    @Test func `of a recall is no word for taking goods off a shelf`() throws {
        let recall = try #require(table.step(named: "召回"))
        #expect(!recall.aliases.contains("下架"))
    }
}
