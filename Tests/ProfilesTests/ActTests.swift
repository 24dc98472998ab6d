import EPCIS
import Profiles
import Testing
import Values

/// A transformation that several events tell together (EPCIS 2.0 §7.4.6).
@Suite struct `An act told in parts` {
    private let library = ProfileLibrary.builtIn

    private func part(
        ins: [String] = [], outs: [String] = [], profile: String = "food", _ elements: [String: String] = [:],
        id: String? = "urn:uuid:1", on day: String = "2026-06-01"
    ) throws -> EPCISEvent {
        let time = try #require(OffsetTime(rfc3339: day + "T08:30:00+08:00"))
        var event = EPCISEvent(kind: .transformation, eventTime: time)
        (event.bizStep, event.disposition, event.transformationID) = ("commissioning", "active", id)
        event.readPoint = "urn:yima:site:350521"
        event.inputQuantityList = ins.map { .init(epcClass: ScannedLot.uri + $0, amount: Amount("3")) }
        event.outputQuantityList = outs.map { .init(epcClass: ScannedLot.uri + $0, amount: Amount("3")) }
        event.dataElements = ["profile": profile, "actorUscc": "91350100M000100Y43"].merging(elements) { $1 }
        return event
    }

    private func missing(of act: [EPCISEvent]) -> [String] {
        act.flatMap { library.problems(in: $0) }.map(\.element) + library.problems(ofAct: act).map(\.element)
    }

    @Test func `needs its inputs in one of its events and its outputs in another, not both in each`() throws {
        let act = [try part(ins: ["a"]), try part(ins: ["b"]), try part(outs: ["c"]), try part(outs: ["c"])]
        #expect(missing(of: act) == [])
    }

    @Test func `lacks what none of its events says, and says so once`() throws {
        #expect(missing(of: [try part(ins: ["a"]), try part(ins: ["b"])]) == ["outLot"])
        #expect(missing(of: [try part(outs: ["c"]), try part(outs: ["c"])]) == ["inLot"])
        #expect(missing(of: [try part(ins: ["a"])]) == ["outLot"])
    }

    @Test func `lacks nothing more than one event that says all by itself, and no less without an id`() throws {
        #expect(missing(of: [try part(ins: ["a"], outs: ["c"], id: nil)]) == [])
        let alone = try part(ins: ["a"], id: nil)
        #expect(library.problems(in: alone).map(\.element) == ["outLot"])
        #expect(library.problems(ofAct: [alone]) == [])
    }

    @Test func `may have its certificate in one event and its product in another`() throws {
        let mixing = try part(ins: ["a"], profile: "crops", ["cropKind": "tea"])
        let drawn = try part(outs: ["c"], profile: "crops", ["complianceCertNo": "CN1"])
        #expect(missing(of: [mixing, drawn]) == [])
        #expect(missing(of: [mixing, try part(outs: ["c"], profile: "crops")]) == ["complianceCertNo"])
    }

    @Test func `is asked of every event what each must say for itself`() throws {
        var second = try part(outs: ["c"])
        second.readPoint = nil
        second.outputQuantityList[0].amount = nil
        #expect(missing(of: [try part(ins: ["a"]), second]) == ["siteCode", "quantity"])
    }

    @Test func `is judged by the law of the day of each of its events`() throws {
        let early = try part(ins: ["a"], profile: "crops", ["cropKind": "tea"], on: "2026-01-31")
        let late = try part(outs: ["c"], profile: "crops", ["cropKind": "tea"], on: "2026-02-01")
        #expect(missing(of: [early, late]) == ["complianceCertNo"])
        #expect(
            missing(of: [early, try part(outs: ["c"], profile: "crops", ["cropKind": "tea"], on: "2026-01-31")]) == [])
    }

    @Test func `of a profile that is not known is asked nothing`() throws {
        #expect(library.problems(ofAct: [try part(profile: "toys"), try part(profile: "toys")]) == [])
        #expect(library.problems(ofAct: []) == [])
    }
}
