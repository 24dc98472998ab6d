/// Documents written for these tests.
enum EPCISXMLSamples {
    /// An EPCIS 1.2 document around some events.
    static func document12(_ events: String, declarations: String = "") -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:1" \(declarations) schemaVersion="1.2" creationDate="2026-03-01T09:00:00">
        <EPCISBody><EventList>
        \(events)
        </EventList></EPCISBody></epcis:EPCISDocument>
        """
    }

    static func document20(_ events: String, declarations: String = "") -> String {
        """
        <epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" \(declarations) schemaVersion="2.0" creationDate="2026-03-01T09:00:00Z">
        <EPCISBody><EventList>
        \(events)
        </EventList></EPCISBody></epcis:EPCISDocument>
        """
    }

    static let time = """
        <eventTime>2026-03-01T08:30:00.000+08:00</eventTime><eventTimeZoneOffset>+08:00</eventTimeZoneOffset>
        """

    /// A short event that is valid in either edition, with something more at its end.
    static func objectEvent(_ more: String = "", action: String = "OBSERVE", attributes: String = "") -> String {
        """
        <ObjectEvent \(attributes)>\(time)
        <epcList><epc>urn:epc:id:sgtin:6901234.056789.1</epc></epcList><action>\(action)</action>
        \(more)</ObjectEvent>
        """
    }

    /// Every structure of an ObjectEvent of EPCIS 1.2, each on its level.
    static let fullObjectEvent12 = """
        <ObjectEvent>
          <eventTime>2026-03-01T08:30:00.000+08:00</eventTime>
          <recordTime>2026-03-01T00:31:00Z</recordTime>
          <eventTimeZoneOffset>
            +08:00
          </eventTimeZoneOffset>
          <baseExtension>
            <eventID>urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8</eventID>
            <errorDeclaration>
              <declarationTime>2026-03-02T00:00:00+08:00</declarationTime>
              <reason>urn:epcglobal:cbv:er:incorrect_data</reason>
              <correctiveEventIDs>
                <correctiveEventID>urn:uuid:404d95fc-9457-4a51-bd6a-0bba133845a8</correctiveEventID>
              </correctiveEventIDs>
              <ex:clerk>王</ex:clerk>
            </errorDeclaration>
          </baseExtension>
          <epcList><epc>urn:epc:id:sgtin:6901234.056789.1</epc><epc> urn:epc:id:sgtin:6901234.056789.2 </epc></epcList>
          <action>ADD</action>
          <bizStep>urn:epcglobal:cbv:bizstep:commissioning</bizStep>
          <disposition>urn:epcglobal:cbv:disp:active</disposition>
          <readPoint><id>urn:epc:id:sgln:6901234.00001.0</id><extension><ex:pond>3</ex:pond></extension></readPoint>
          <bizLocation><id>urn:epc:id:sgln:6901234.00002.0</id><ex:zone>B</ex:zone></bizLocation>
          <bizTransactionList>
            <bizTransaction type="urn:epcglobal:cbv:btt:po">urn:epcglobal:cbv:bt:6901234000001:77</bizTransaction>
            <bizTransaction>https://example.com/doc/1</bizTransaction>
          </bizTransactionList>
          <extension>
            <quantityList>
              <quantityElement><epcClass>urn:epc:class:lgtin:6901234.056789.L1</epcClass><quantity>+012.50</quantity><uom>KGM</uom></quantityElement>
              <quantityElement><epcClass>urn:epc:class:lgtin:6901234.056789.L2</epcClass></quantityElement>
            </quantityList>
            <sourceList><source type="urn:epcglobal:cbv:sdt:owning_party">urn:epc:id:pgln:6901234.00001</source></sourceList>
            <destinationList><destination type="urn:epcglobal:cbv:sdt:location">urn:epc:id:sgln:6901234.00002.0</destination></destinationList>
            <ilmd>
              <cbvmda:lotNumber>L1</cbvmda:lotNumber>
              <extension><y:productName>大黄鱼</y:productName></extension>
            </ilmd>
            <extension><ex:deep>1</ex:deep></extension>
          </extension>
          <ex:row n="1">a</ex:row>
          <ex:row>b</ex:row>
        </ObjectEvent>
        """

    static let fullObjectDeclarations = """
        xmlns:ex="http://ns.example.com/epcis/" xmlns:cbvmda="urn:epcglobal:cbv:mda" xmlns:y="urn:yima:elements:"
        """
}
