import EPCIS

/// Events from parts, so that a test shows only what it changes.
package enum Sample {
    package static let event = """
        {"@context":\(YimaContext.text),"type":"ObjectEvent","eventID":"urn:uuid:fd338495-0e6d-41dd-afee-a862ecd32518",
        "eventTime":"2026-03-01T08:30:00.250+08:00","eventTimeZoneOffset":"+08:00","action":"ADD",
        "bizStep":"commissioning","disposition":"active","epcList":["https://id.gs1.org/01/06901234567892/21/1001"],
        "quantityList":[{"epcClass":"https://id.gs1.org/01/06901234567892/10/A1","quantity":12.50,"uom":"KGM"}],
        "readPoint":{"id":"https://id.gs1.org/414/6901234567892"},"bizLocation":{"id":"urn:yima:site:350500-1"},
        "bizTransactionList":[{"type":"po","bizTransaction":"urn:yima:document:1"},{"bizTransaction":"urn:x:2"}],
        "sourceList":[{"type":"owning_party","source":"urn:yima:party:1"}],
        "destinationList":[{"type":"possessing_party","destination":"urn:yima:party:2"}],
        "ilmd":{"yima:lotNo":"A1","yima:productName":"大黄鱼","cbvmda:lotNumber":"A1"},
        "yima:productName":"大黄鱼","yima:tempC":-18.50,"yima:frozen":true,"yima:none":null,"yima:list":["x"]}
        """

    /// An event with these members beside context, type, time and offset.
    package static func event(_ type: String, _ members: String, context: String = YimaContext.text) -> [UInt8] {
        Array(
            """
            {"@context":\(context),"type":"\(type)",
            "eventTime":"2026-03-01T08:30:00+08:00","eventTimeZoneOffset":"+08:00",
            \(members)}
            """.utf8)
    }

    /// An ObjectEvent that is sound, with these members added.
    package static func object(_ members: String, context: String = YimaContext.text) -> [UInt8] {
        event("ObjectEvent", #""action":"ADD","epcList":["urn:x:1"],"# + "\n" + members, context: context)
    }

    package static func document(context: String, events: String) -> [UInt8] {
        Array(
            """
            {"@context":\(context),"type":"EPCISDocument","schemaVersion":"2.0",
            "creationDate":"2026-03-01T08:30:00Z","epcisBody":{"eventList":[
            \(events)]}}
            """.utf8)
    }
}
