import EPCIS
import Interchange
import OracleTesting
import Testing

/// Documents that GS1 and OpenEPCIS publish both as XML and as JSON.
@Suite(.enabled(if: SharedData.isPresent, "shared/data is absent: set YIMA_SHARED_DATA"))
struct EPCISPairTests {
    /// Where the two documents themselves do not say the same. The XML says 14:00 at +01:00, the JSON 14:00 at UTC.
    private static let ownDifferences: [String: [Int: Set<String>]] = [
        "Combination_of_different_event": [
            4: [
                "/errorDeclaration/declarationTime = moment 1573131600000",
                "/errorDeclaration/declarationTime = moment 1573135200000",
            ]
        ]
    ]

    @Test(arguments: SharedData.files(in: "epcis/xml").map(\.name))
    func `a document says in XML what its twin says in JSON`(name: String) throws {
        let stem = String(name.dropLast(4))
        let xml = try #require(SharedData.files(in: "epcis/xml").first { $0.name == name })
        let json = try #require(SharedData.files(in: "epcis/valid").first { $0.name == stem + ".json" })
        let mine = try EPCISXML.events(in: xml.bytes)
        let theirs = try EPCISDocument.events(in: json.bytes)
        #expect(mine.count == theirs.count && !mine.isEmpty)
        for (index, (mine, theirs)) in zip(mine, theirs).enumerated() {
            let own = Self.ownDifferences[stem]?[index] ?? []
            let difference = try JSONLeaves.of(mine).symmetricDifference(try JSONLeaves.of(theirs))
            #expect(difference == own, "event \(index)")
            if own.isEmpty { #expect(mine.event == theirs.event, "event \(index)") }
        }
    }

    @Test func `all four pairs are there`() {
        #expect(SharedData.files(in: "epcis/xml").count == 4)
    }
}
