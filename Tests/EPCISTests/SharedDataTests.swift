import Codes
import EPCIS
import OracleTesting
import Testing
import Values

/// openepcis-test-resources, when they are there.
@Suite(.enabled(if: SharedData.isPresent, "the EPCIS test documents (shared/data, YIMA_SHARED_DATA) are absent"))
struct `The published EPCIS documents` {
    @Test func `that are valid are accepted, and every event stands alone`() throws {
        let files = SharedData.files(in: "epcis/valid")
        try #require(files.count >= 15)
        for (name, bytes) in files {
            let events = try EPCISDocument.events(in: bytes)
            #expect(!events.isEmpty, "\(name)")
            for event in events {
                #expect(try EPCISEvent(json: event.json) == event.event, "\(name) line \(event.line)")
                let bare = try EPCISDocument.events(in: event.json)
                #expect(bare.map(\.json) == [event.json], "\(name) line \(event.line)")
            }
        }
    }

    @Test
    func `that are valid are accepted where their codes are looked at, with what is odd in them noted at its place`()
        throws
    {
        var notes: [String] = []
        for (_, bytes) in SharedData.files(in: "epcis/valid") {
            notes += try EPCISDocument.events(in: bytes, codes: CodeReader()).flatMap(\.notes).map(\.wording.en)
        }
        #expect(notes.contains { $0.contains("8003/030013450007718765: (8003) GRAI: wrong check digit") })
        #expect(notes.contains { $0.contains("it stands twice") })
        // Published samples have goods under addresses and numbers of their own, which is said of each.
        let words = ["wrong check digit", "it stands twice", "no look-up finds", "stands here as the code of goods"]
        #expect(notes.allSatisfy { note in words.contains { note.contains($0) } }, "\(notes)")
    }

    /// File → line, column, pointer and what the English wording must contain.
    static let faults: [String: [(Int, Int, String, String)]] = [
        "Combination_of_multiple_invalid_fields.json": [
            (18, 14, "/epcisBody/eventList/0/bizStep", "\"transforming\" is no bizStep"),
            (28, 18, "/epcisBody/eventList/1/disposition", "\"in_transport\" is no disposition"),
            (40, 12, "/epcisBody/eventList/2/sourceList/0/type", "\"place\" is no sourceDestinationType"),
            (54, 23, "/epcisBody/eventList/3/ilmd/materialType", "unknown field materialType"),
            (59, 16, "/epcisBody/eventList/4/eventTime", "time with offset"),
            (61, 13, "/epcisBody/eventList/4/action", "ADD, OBSERVE or DELETE"),
        ],
        "EPCISDocument_without_context.json": [(1, 1, "", "@context is missing")],
        "ObjectEvent_with_ilmd_field_without_namespace.json": [
            (19, 23, "/epcisBody/eventList/0/ilmd/materialType", "needs a declared prefix")
        ],
        "ObjectEvent_with_invalid_action.json": [
            (14, 13, "/epcisBody/eventList/0/action", "ADD, OBSERVE or DELETE")
        ],
        "ObjectEvent_with_non_standard_bizStep.json": [
            (18, 14, "/epcisBody/eventList/0/bizStep", "a word of one's own must be a URI")
        ],
        "ObjectEvent_with_quantity_as_text.json": [
            (21, 16, "/epcisBody/eventList/0/quantityList/0/quantity", "must be a number")
        ],
        "ObjectEvent_without_identifier_list.json": [
            (10, 6, "/epcisBody/eventList/0", "non-empty epcList or quantityList")
        ],
    ]

    @Test func `that are invalid are refused where and for what they are wrong`() throws {
        let files = SharedData.files(in: "epcis/invalid")
        #expect(files.map(\.name) == Self.faults.keys.sorted())
        for (name, bytes) in files {
            let error = try #require(throws: EventError.self) { try EPCISDocument.events(in: bytes) }
            let expected = try #require(Self.faults[name])
            #expect(error.problems.map(\.pointer) == expected.map(\.2), "\(name)")
            #expect(error.problems.map { [$0.line, $0.column] } == expected.map { [$0.0, $0.1] }, "\(name)")
            for (problem, fault) in zip(error.problems, expected) {
                #expect(problem.wording.en.contains(fault.3), "\(name)")
            }
        }
    }
}
