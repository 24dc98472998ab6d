import EPCIS
import Interchange
import Testing
import Values

private typealias Samples = EPCISXMLSamples

private func events(_ text: String) throws(EventError) -> [DocumentEvent] {
    try EPCISXML.events(in: Array(text.utf8))
}

private func json(_ text: String) throws -> String {
    let found = try events(text)
    return String(decoding: try #require(found.first).json, as: UTF8.self)
}

@Suite struct `EPCIS 1.2 in XML` {
    @Test func `an ObjectEvent keeps everything that stands on the levels of extension`() throws {
        let text = Samples.document12(Samples.fullObjectEvent12, declarations: Samples.fullObjectDeclarations)
        #expect(
            try json(text) == """
                {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",\
                {"ex":"http://ns.example.com/epcis/","yima":"urn:yima:elements:"}],\
                "type":"ObjectEvent","eventTime":"2026-03-01T08:30:00.000+08:00","recordTime":"2026-03-01T00:31:00Z",\
                "eventTimeZoneOffset":"+08:00","eventID":"urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8",\
                "errorDeclaration":{"declarationTime":"2026-03-02T00:00:00+08:00","reason":"incorrect_data",\
                "correctiveEventIDs":["urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8"],"ex:clerk":"王"},\
                "epcList":["urn:epc:id:sgtin:6901234.056789.1","urn:epc:id:sgtin:6901234.056789.2"],"action":"ADD",\
                "bizStep":"commissioning","disposition":"active",\
                "readPoint":{"id":"urn:epc:id:sgln:6901234.00001.0","ex:pond":"3"},\
                "bizLocation":{"id":"urn:epc:id:sgln:6901234.00002.0","ex:zone":"B"},\
                "bizTransactionList":[{"type":"po","bizTransaction":"urn:epcglobal:cbv:bt:6901234000001:77"},\
                {"bizTransaction":"https://example.com/doc/1"}],\
                "quantityList":[{"epcClass":"urn:epc:class:lgtin:6901234.056789.L1","quantity":12.50,"uom":"KGM"},\
                {"epcClass":"urn:epc:class:lgtin:6901234.056789.L2"}],\
                "sourceList":[{"type":"owning_party","source":"urn:epc:id:pgln:6901234.00001"}],\
                "destinationList":[{"type":"location","destination":"urn:epc:id:sgln:6901234.00002.0"}],\
                "ilmd":{"cbvmda:lotNumber":"L1","yima:productName":"大黄鱼"},"ex:deep":"1",\
                "ex:row":[{"n":"1","#text":"a"},"b"]}
                """)
        let event = try events(text)[0].event
        #expect(event.dataElements["productName"] == "大黄鱼")
        #expect(event.dataElements["cbvmda:lotNumber"] == "L1")
        #expect(event.quantityList.first?.amount == Amount("12.5"))
        #expect(event.errorDeclaration?.reason == "incorrect_data")
    }

    @Test
    func `an AggregationEvent and a TransactionEvent take quantities, sources and destinations from their extension`()
        throws
    {
        let aggregation = """
            <AggregationEvent>\(Samples.time)<parentID>urn:epc:id:sscc:6901234.0000000001</parentID><childEPCs/>
            <action>ADD</action><extension>
            <childQuantityList><quantityElement><epcClass>urn:epc:class:lgtin:6901234.056789.L1</epcClass>
            <quantity>20</quantity></quantityElement></childQuantityList>
            <sourceList><source type="urn:epcglobal:cbv:sdt:possessing_party">urn:epc:id:pgln:6901234.00001</source></sourceList>
            </extension></AggregationEvent>
            """
        let transaction = """
            <TransactionEvent>\(Samples.time)
            <bizTransactionList><bizTransaction type="urn:epcglobal:cbv:btt:desadv">urn:x:d:1</bizTransaction></bizTransactionList>
            <parentID>urn:epc:id:sscc:6901234.0000000001</parentID><epcList/><action>ADD</action>
            <extension><quantityList><quantityElement><epcClass>urn:epc:class:lgtin:6901234.056789.L1</epcClass>
            <quantity>1.5</quantity><uom>KGM</uom></quantityElement></quantityList></extension></TransactionEvent>
            """
        let found = try events(Samples.document12(aggregation + transaction)).map(\.event)
        #expect(found.map(\.kind) == [.aggregation, .transaction])
        #expect(found[0].childEPCs.isEmpty && found[0].childQuantityList.map(\.amount) == [Amount("20")])
        #expect(found[0].sourceList.map(\.type) == ["possessing_party"])
        #expect(found[1].quantityList.map(\.uom) == ["KGM"])
        #expect(found[1].bizTransactionList.map(\.type) == ["desadv"])
    }

    @Test func `events that came later stand in extensions of the list`() throws {
        let transformation = """
            <extension><TransformationEvent>\(Samples.time)
            <inputEPCList><epc>urn:epc:id:sgtin:6901234.056789.1</epc></inputEPCList>
            <outputQuantityList><quantityElement><epcClass>urn:epc:class:lgtin:6901234.056789.L2</epcClass>
            <quantity xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/></quantityElement></outputQuantityList>
            <transformationID>urn:x:t:1</transformationID></TransformationEvent></extension>
            """
        let association = """
            <extension><extension><AssociationEvent>\(Samples.time)<parentID>urn:epc:id:grai:6901234.05678.1</parentID>
            <childEPCs><epc>urn:epc:id:giai:6901234.1</epc></childEPCs><action>ADD</action></AssociationEvent></extension></extension>
            """
        let found = try events(Samples.document12(Samples.objectEvent() + transformation + association))
        #expect(found.map(\.event.kind) == [.object, .transformation, .association])
        #expect(found[1].event.outputQuantityList.map(\.amount) == [nil])
        #expect(found[1].event.transformationID == "urn:x:t:1")
        #expect(
            found.map(\.pointer) == [
                "/epcis:EPCISDocument/EPCISBody/EventList/ObjectEvent[1]",
                "/epcis:EPCISDocument/EPCISBody/EventList/extension/TransformationEvent[1]",
                "/epcis:EPCISDocument/EPCISBody/EventList/extension/extension/AssociationEvent[1]",
            ])
        #expect(found[0].line == 4)
    }

    @Test(arguments: [true, false])
    func `an event of a type of one's own is taken, in the list or in its extension`(isExtended: Bool) throws {
        let own = """
            <ex:Tasting>\(Samples.time)<epcList><epc>urn:epc:id:sgtin:6901234.056789.1</epc></epcList>
            <ex:score>3</ex:score></ex:Tasting>
            """
        let text = Samples.document12(
            isExtended ? "<extension>\(own)</extension>" : own, declarations: "xmlns:ex=\"https://e.org/\"")
        let found = try events(text)
        #expect(found.count == 1 && found[0].event.kind == .foreign)
        #expect(found[0].event.epcList == ["urn:epc:id:sgtin:6901234.056789.1"])
        let json = String(decoding: found[0].json, as: UTF8.self)
        #expect(json.contains(#""type":"ex:Tasting""#) && json.contains(#""ex:score":"3""#), "\(json)")
        #expect(json.contains(#""ex":"https://e.org/""#))
        // A word of the standard's that is no event, and one's own that says no time.
        #expect(throws: EventError.self) {
            try events(Samples.document12("<TastingEvent>\(Samples.time)</TastingEvent>"))
        }
        #expect(throws: EventError.self) {
            try events(Samples.document12("<ex:Tasting/>", declarations: "xmlns:ex=\"https://e.org/\""))
        }
    }

    @Test func `a QuantityEvent becomes an ObjectEvent that observed as much`() throws {
        let event = """
            <QuantityEvent>\(Samples.time)<epcClass>urn:epc:class:lgtin:6901234.056789.L1</epcClass><quantity>200</quantity>
            <bizStep>urn:epcglobal:cbv:bizstep:storing</bizStep><readPoint><id>urn:epc:id:sgln:6901234.00001.0</id></readPoint>
            <bizTransactionList><bizTransaction>urn:x:d:1</bizTransaction></bizTransactionList></QuantityEvent>
            """
        let found = try events(Samples.document12(event + Samples.objectEvent()))
        #expect(found.map(\.pointer).first == "/epcis:EPCISDocument/EPCISBody/EventList/QuantityEvent[1]")
        let read = try #require(found.first).event
        #expect((read.kind, read.action) == (.object, .observe))
        #expect(read.quantityList == [.init(epcClass: "urn:epc:class:lgtin:6901234.056789.L1", amount: Amount("200"))])
        #expect(read.bizStep == "storing" && read.readPoint != nil && read.bizTransactionList.count == 1)
    }

    @Test(arguments: [
        ("<quantity>2</quantity>", "epcClass is missing"),
        ("<epcClass>urn:x:y:1</epcClass><action>ADD</action>", "unknown element action"),
        ("<epcClass>urn:x:y:1</epcClass><epcClass>urn:x:y:2</epcClass>", "epcClass stands twice"),
    ])
    func `a QuantityEvent that lacks something, or has more, is refused`(members: String, words: String) throws {
        let error = try #require(throws: EventError.self) {
            try events(Samples.document12("<QuantityEvent>\(Samples.time)\(members)</QuantityEvent>"))
        }
        #expect(error.problems.contains { $0.wording.en.contains(words) }, "\(error.problems)")
    }

    @Test func `headers with master data are read over`() throws {
        let header = """
            <EPCISHeader><sbdh:StandardBusinessDocumentHeader xmlns:sbdh="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">
            <sbdh:HeaderVersion>1.0</sbdh:HeaderVersion></sbdh:StandardBusinessDocumentHeader>
            <extension><EPCISMasterData><VocabularyList><Vocabulary type="urn:x:v"/></VocabularyList></EPCISMasterData></extension>
            </EPCISHeader><EPCISBody>
            """
        let text = Samples.document12(Samples.objectEvent()).replacing("<EPCISBody>", with: header, maxReplacements: 1)
        #expect(try events(text).count == 1)
    }
}

@Suite struct `EPCIS 2.0 in XML` {
    private let sensors = """
        <sensorElementList><sensorElement>
        <sensorMetadata time="2026-03-01T08:00:00+08:00" deviceID="urn:epc:id:giai:6901234.1" ex:lot="7"/>
        <sensorReport type="gs1:Temperature" value="-1.50" minValue=".5" maxValue="1E+2" booleanValue="1" uom="CEL" exception="gs1:ALARM_CONDITION"/>
        <sensorReport type="https://gs1.org/voc/RelativeHumidity" percValue="007." hexBinaryValue="0A" stringValue=" x " component="cbv:Comp-x"/>
        <extension><ex:probe>2</ex:probe></extension>
        </sensorElement></sensorElementList>
        """

    @Test func `sensor data become numbers and truth values`() throws {
        let text = Samples.document20(
            Samples.objectEvent(sensors), declarations: #"xmlns:ex="http://ns.example.com/epcis/""#)
        let event = try json(text)
        #expect(
            event.hasSuffix(
                """
                "sensorElementList":[{"sensorMetadata":{"time":"2026-03-01T08:00:00+08:00",\
                "deviceID":"urn:epc:id:giai:6901234.1","ex:lot":"7"},"sensorReport":[{"type":"Temperature","value":-1.50,\
                "minValue":0.5,"maxValue":1E+2,"booleanValue":true,"uom":"CEL","exception":"ALARM_CONDITION"},\
                {"type":"RelativeHumidity","percValue":7,"hexBinaryValue":"0A","stringValue":"x","component":"cbv:Comp-x"}],\
                "ex:probe":"2"}]}
                """), "\(event)")
    }

    @Test func `dispositions that last, certificates and declared errors`() throws {
        let more = """
            <persistentDisposition><unset>urn:epcglobal:cbv:disp:completeness_inferred</unset>
            <set>urn:epcglobal:cbv:disp:completeness_verified</set><set>https://example.com/d/1</set></persistentDisposition>
            <certificationInfo>https://example.com/c/1</certificationInfo>
            """
        let one = try json(Samples.document20(Samples.objectEvent(more)))
        #expect(
            one.contains(
                """
                "persistentDisposition":{"unset":["completeness_inferred"],"set":["completeness_verified","https://example.com/d/1"]}
                """))
        #expect(one.contains(#""certificationInfo":"https://example.com/c/1""#))
        let second = "<certificationInfo>https://example.com/c/2</certificationInfo>"
        let two = try json(Samples.document20(Samples.objectEvent(more + second)))
        #expect(two.contains(#""certificationInfo":["https://example.com/c/1","https://example.com/c/2"]"#))
    }

    @Test func `an EPCISQueryDocument and a bare event`() throws {
        let query = """
            <q:EPCISQueryDocument xmlns:q="urn:epcglobal:epcis-query:xsd:2" schemaVersion="2.0" creationDate="2026-03-01T09:00:00Z">
            <EPCISBody><q:QueryResults><queryName>SimpleEventQuery</queryName><subscriptionID>1</subscriptionID>
            <resultsBody><EventList>\(Samples.objectEvent())\(Samples.objectEvent())</EventList></resultsBody></q:QueryResults>
            </EPCISBody></q:EPCISQueryDocument>
            """
        #expect(
            try events(query).map(\.pointer)
                == [1, 2].map {
                    "/q:EPCISQueryDocument/EPCISBody/q:QueryResults/resultsBody/EventList/ObjectEvent[\($0)]"
                })
        let bare = Samples.objectEvent(attributes: #"schemaVersion="2.0" creationDate="2026-03-01T09:00:00Z""#)
        #expect(try events(bare).map(\.pointer) == ["/ObjectEvent"])
    }

    @Test func `elements may also carry EPCIS's own namespace`() throws {
        let plain = Samples.document20(Samples.objectEvent("<bizStep>urn:epcglobal:cbv:bizstep:shipping</bizStep>"))
        let prefixed = plain.replacing(try Regex("<(/?)([A-Za-z])")) { match in
            let slash = match.output[1].substring ?? ""
            return "<\(slash)e:\(match.output[2].substring ?? "")"
        }.replacing("e:epcis:", with: "e:").replacing("xmlns:epcis=", with: "xmlns:e=")
        let defaulted = plain.replacing("epcis:EPCIS", with: "EPCIS").replacing("xmlns:epcis=", with: "xmlns=")
        let expected = try json(plain)
        #expect(try json(prefixed) == expected)
        #expect(try json(defaulted) == expected)
    }

    @Test func `an empty list of events is no error`() throws {
        #expect(try events(Samples.document20("")).isEmpty)
    }
}
