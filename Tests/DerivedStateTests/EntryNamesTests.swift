import Codes
import EPCIS
import Evidence
import Ledger
import LedgerTesting
import Testing
import TransparencyLog
import Values
import VerifiableIndex

@Suite struct `The names of an entry` {
    private static let fixture = LedgerFixture()
    private static let device = fixture.device()
    private static let names = EntryNames()
    private static let journal = "journal:\(device.journal)"

    private static func event(_ body: String) -> Set<String> {
        Set(names.names(of: EventEntry(journal: device.journal, index: 0, body: Array(body.utf8)).bytes))
    }

    private static let item = "https://id.gs1.org/01/06901234567892/21/7"
    private static let lot = "https://id.gs1.org/01/06901234567892/10/A1"
    private static let product = "https://id.gs1.org/01/06901234567892"

    @Test func `are those of its codes, however they are written, and of the lots that they say`() {
        #expect(Self.event(#"{"epcList":["\#(Self.product)/10/A1/21/7"]}"#) == [Self.item, Self.lot])
        #expect(Self.event(#"{"epcList":["urn:epc:id:sgtin:6901234.056789.7"]}"#) == [Self.item])
        #expect(
            Self.event(#"{"parentID":"\#(Self.item)","childEPCs":["\#(Self.item)","\#(Self.lot)"]}"#)
                == [Self.item, Self.lot])
    }

    @Test(arguments: ["epcList", "childEPCs", "inputEPCList", "outputEPCList", "transformationID", "parentID"])
    func `come from each member that holds codes, a string or a list`(member: String) {
        for value in [#""\#(Self.item)""#, #"["\#(Self.item)",7,null]"#] {
            let found = Self.event(#"{"\#(member)":\#(value)}"#)
            #expect(found.contains(Self.item))
            #expect(found.contains(Self.product) == (member == "outputEPCList"))
        }
    }

    @Test(arguments: ["quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"])
    func `come from the classes of each list of amounts`(member: String) {
        let found = Self.event(#"{"\#(member)":[{"epcClass":"\#(Self.lot)","quantity":3},7,{"quantity":3}]}"#)
        #expect(found == (member == "outputQuantityList" ? [Self.lot, Self.product] : [Self.lot]))
    }

    @Test func `have the product only where the code comes into being`() {
        #expect(
            Self.event(#"{"type":"ObjectEvent","action":"ADD","epcList":["\#(Self.item)"]}"#) == [
                Self.item, Self.product,
            ])
        #expect(Self.event(#"{"type":"ObjectEvent","action":"OBSERVE","epcList":["\#(Self.item)"]}"#) == [Self.item])
        #expect(Self.event(#"{"type":"AggregationEvent","action":"ADD","childEPCs":["\#(Self.item)"]}"#) == [Self.item])
    }

    @Test func `have what no scheme reads as it is written, byte for byte`() {
        #expect(Self.event(#"{"epcList":["no code at all"]}"#) == ["written:no code at all"])
        let leaf = EventEntry(
            journal: Self.device.journal, index: 0, body: Array("{\"epcList\":[\"\u{E9}\",\"e\u{301}\"]}".utf8)
        ).bytes
        #expect(Self.names.names(of: leaf).count == 2)
        #expect(Self.names.keys(of: leaf).count == 2)
    }

    @Test func `have the documents in Yima's namespace, whatever the prefix, and no others`() {
        let context = #""@context":["x",{"y":"urn:yima:elements:","z":"urn:other:","w":{"@id":"urn:yima:elements:"}}]"#
        #expect(
            Self.event(
                #"""
                {\#(context),"yima:healthCertNo":"H 1","y:sealNo":["S1","S2",3],"w:catchCertNo":true,"z:sealNo":"no",
                "urn:yima:elements:customsDeclNo":42.50,"yima:price":"9","sealNo":"no"}
                """#)
                == [
                    "document:healthCertNo:H 1", "document:sealNo:S1", "document:sealNo:S2", "document:sealNo:3",
                    "document:catchCertNo:true", "document:customsDeclNo:42.50",
                ])
    }

    @Test func `have a container's number as a document and as a code`() {
        let found = Self.event(#"{"yima:containerNo":"CSQU3054383"}"#)
        #expect(found.contains("document:containerNo:CSQU3054383"))
        #expect(found.count == 2)
    }

    @Test(arguments: [
        "", "no JSON", "[]", "{}", #"{"epcList":[]}"#, #"{"bizStep":"shipping"}"#,
        #"{"epcList":["a"],"epcList":["b"]}"#,
        #"{"epcList":["\#(String(#"\ud800"#))"]}"#,
        "{\"epcList\":[\"a\"],\"x\":" + String(repeating: "[", count: 70)
            + String(repeating: "]", count: 70) + "}",
    ])
    func `are the journal's where the body is refused or names nothing`(body: String) {
        #expect(Self.event(body) == [Self.journal])
    }

    @Test func `of the ledger's own entries are journals, standings, or none`() {
        let (fixture, device) = (Self.fixture, Self.device)
        let uscc = device.journal.operatorUSCC
        func names(_ leaf: [UInt8]) -> Set<String> { Set(Self.names.names(of: leaf)) }
        func names(_ act: AdminAct) -> Set<String> { names(LedgerEntry.adminBytes(note: fixture.note(act))) }
        let (key, from) = ("\(device.signer.verifierKey)", fixture.enrolledFrom)
        #expect(
            names(JournalCheckpointEntry(arrival: fixture.clock.now(), note: device.checkpoint(at: 0)).bytes)
                == [Self.journal])
        #expect(names(fixture.firstAct) == ["standing:ledger"])
        #expect(names(.operatorEnrolled(uscc: uscc, name: "x", from: from)) == ["standing:\(uscc)"])
        // Assignments stand under the longest of a few beginnings of what is assigned.
        for (prefix, head) in [
            ("6901234", "6901234"), ("690123456", "6901234"), ("69012", ""), ("690123456789", "690123456789"),
            ("fujian-trace:FJ350102001234", "fujian-trace:FJ3501020012"), ("fujian-trace:FJ", "fujian-trace:"),
        ] {
            let expected: Set<String> = ["standing:\(uscc)", "standing:prefix:\(head)"]
            #expect(names(.prefixAssigned(uscc: uscc, prefix: prefix, from: from)) == expected)
            #expect(names(.prefixReleased(uscc: uscc, prefix: prefix, from: from)) == expected)
        }
        for act in [
            AdminAct.deviceEnrolled(verifierKey: key, from: from),
            .deviceRevoked(verifierKey: key, from: from, reason: "lost"),
            .deviceReinstated(verifierKey: key, from: from),
        ] {
            #expect(names(act) == ["standing:\(uscc)", "standing:\(device.journal)"])
        }
        #expect(names(LedgerEntry.adminBytes(note: Array("no note".utf8))) == ["standing:ledger"])
        #expect(
            names(ForkEntry(journal: device.journal, held: [1], offered: [2]).bytes) == ["standing:\(device.journal)"])
        let definition = DefinitionEntry(name: DefinitionName("rules.json")!, text: [1])
        #expect(names(definition.bytes) == ["definition:\(definition.sha256)"])
        #expect(names(Array("yima/1 index\nkeys".utf8)).isEmpty)
        #expect(names(Array("no entry".utf8)).isEmpty)
    }

    @Test func `have the documents among the data of a lot, and by the terms of the context`() {
        #expect(
            Self.event(
                #"""
                {"@context":{"cert":"urn:yima:elements:healthCertNo","seal":{"@id":"urn:yima:elements:sealNo"},"x":"urn:yima:elements:weight"},
                "ilmd":{"yima:healthCertNo":["H1","H2"],"seal":"S1","x":"9","yima:containerNo":"CSQU3054383"},"cert":"H3"}
                """#)
                == [
                    "document:healthCertNo:H1", "document:healthCertNo:H2", "document:healthCertNo:H3",
                    "document:sealNo:S1", "document:containerNo:CSQU3054383", Self.container,
                ])
    }

    private static let container = EntryNames.init().names(
        of: EventEntry(journal: device.journal, index: 0, body: Array(#"{"epcList":["CSQU3054383"]}"#.utf8)).bytes)[0]

    @Test func `have the product of opening stock, which comes into being for this ledger`() {
        let opening = #""bizStep":"urn:yima:bizstep:opening_stock","action":"OBSERVE""#
        #expect(
            Self.event(#"{"type":"ObjectEvent",\#(opening),"epcList":["\#(Self.item)"]}"#) == [Self.item, Self.product])
        #expect(Self.event(#"{"type":"AggregationEvent",\#(opening),"childEPCs":["\#(Self.item)"]}"#) == [Self.item])
    }

    @Test func `have a permit with who signed, so that others cannot crowd it`() {
        let uscc = Self.device.journal.operatorUSCC
        let body = #"{"yima:quarantinePermitNo":"aj-2626 001","ilmd":{"yima:quarantinePermitNo":["№7","—"]}}"#
        #expect(
            Self.event(body)
                == [
                    "document:quarantinePermitNo:aj-2626 001", "document:quarantinePermitNo:№7",
                    "document:quarantinePermitNo:—", "permit:\(uscc):AJ2626001", "permit:\(uscc):7",
                ])
    }

    @Test func `are one function of the entry, whether they come with its reading or are read from the leaf`() {
        for body in [
            #"{"yima:quarantinePermitNo":"A1","epcList":["\#(Self.item)"]}"#, #"{"epcList":["\#(Self.item)"]}"#, "{}",
        ] {
            let leaf = EventEntry(journal: Self.device.journal, index: 0, body: Array(body.utf8)).bytes
            let reading = EventReading(
                Array(body.utf8), identities: EventIdentities(reader: CodeReader()), names: Self.names)
            #expect(reading.nameKeys.isEmpty || reading.nameKeys == Self.names.keys(of: leaf))
            #expect(Self.names.keys(of: leaf) == Self.names.names(of: leaf).map { IndexKey(name: $0) }.sorted())
        }
    }

    @Test func `of the first function are what they were`() {
        let first = EntryNames(number: 1)
        func names(_ leaf: [UInt8]) -> Set<String> { Set(first.names(of: leaf)) }
        func event(_ body: String) -> Set<String> {
            names(EventEntry(journal: Self.device.journal, index: 0, body: Array(body.utf8)).bytes)
        }
        #expect(
            event(#"{"ilmd":{"yima:healthCertNo":"H1"},"yima:quarantinePermitNo":"A1"}"#) == [
                "document:quarantinePermitNo:A1"
            ])
        #expect(event(#"{"@context":{"cert":"urn:yima:elements:healthCertNo"},"cert":"H3"}"#) == [Self.journal])
        #expect(
            event(#"{"type":"ObjectEvent","bizStep":"urn:yima:bizstep:opening_stock","epcList":["\#(Self.item)"]}"#)
                == [Self.item])
        #expect(
            names(DefinitionEntry(name: DefinitionName("rules.json")!, text: [1]).bytes) == ["standing:ledger"])
        let act = AdminAct.prefixAssigned(
            uscc: Self.device.journal.operatorUSCC, prefix: "6901234", from: Self.fixture.enrolledFrom)
        #expect(
            names(LedgerEntry.adminBytes(note: Self.fixture.note(act))) == [
                "standing:\(Self.device.journal.operatorUSCC)"
            ])
    }
}
