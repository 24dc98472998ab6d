import EPCIS
import EventTesting
import Testing

@Suite struct `The core business vocabulary` {
    @Test func `has as many words as CBV 2.0`() {
        let vocabulary = CoreBusinessVocabulary.standard
        #expect(vocabulary.bizStep.words.count == 41)
        #expect(vocabulary.disposition.words.count == 33)
        #expect(vocabulary.bizTransactionType.words.count == 13)
        #expect(vocabulary.sourceDestinationType.words.count == 3)
        #expect(vocabulary.errorReason.words.count == 2)
    }

    @Test func `can be replaced by a definition file`() throws {
        let list = #"{"urn":"urn:v:","web":"V-","words":{"dancing":"跳舞"}}"#
        let names = ["bizStep", "disposition", "bizTransactionType", "sourceDestinationType", "errorReason"]
        let text = "{\"vocabularies\":{\(names.map { "\"\($0)\":\(list)" }.joined(separator: ","))}}"
        let vocabulary = try CoreBusinessVocabulary(definition: Array(text.utf8))
        #expect(vocabulary.bizStep.words == ["dancing": "跳舞"])
        let bytes = Sample.object(#""bizStep":"dancing""#)
        #expect(try EPCISEvent(json: bytes, vocabulary: vocabulary).bizStep == "dancing")
        let broken = Array(text.replacing("urn", with: "u").utf8)
        #expect(throws: EventError.self) { try CoreBusinessVocabulary(definition: broken) }
    }
}
