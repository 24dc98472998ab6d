import EPCIS
import EventTesting
import Testing

@Suite struct `The parties of an event` {
    @Test func `are told apart by right and by side`() throws {
        let event = try EPCISEvent(
            json: Sample.object(
                """
                "sourceList":[{"type":"owning_party","source":"urn:x:1"},{"type":"possessing_party","source":"urn:x:2"},
                {"type":"location","source":"urn:x:3"}],
                "destinationList":[{"type":"owning_party","destination":"urn:x:4"},
                {"type":"owning_party","destination":"urn:x:5"}]
                """))
        #expect(event.parties(of: .owning, .source) == ["urn:x:1"])
        #expect(event.parties(of: .possessing, .source) == ["urn:x:2"])
        #expect(event.parties(of: .owning, .destination) == ["urn:x:4", "urn:x:5"])
        #expect(event.parties(of: .possessing, .destination) == [])
    }
}
