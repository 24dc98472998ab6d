import Codes
import Foundation
import Rules
import Testing
import Values

@testable import Chains
@testable import Pictures

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// Pictures of many kinds of chain are well-formed. To look at them, and at larger ones: `YIMA_PICTURES=DIR swift test --filter
/// PictureFiles` writes them all there.
@Suite struct PictureFiles {
    private static let directory = ProcessInfo.processInfo.environment["YIMA_PICTURES"]

    private static let samples: [String] = [
        "ten", "odd", "city/farmed-croaker", "city/refused-in-part", "city/items-on-pallet", "city/crate-goes-round",
        "city/returned-by-shoppers", "city/recall-in-time", "city/hold-lifted",
    ]

    /// Only where they are written.
    private static let more: [String] = [
        "city/recall-never-done", "city/stranger-recorder", "city/expired-and-destroyed", "city/stall-without-scanner",
        "city/between-own-sites", "city/branch-receives", "city/split-merged-relabelled", "city/clocks-differ",
        "city/three-owners-on-a-pallet", "city/pallets-packed-anew",
        "fifty", "two-hundred", "thousand", "thousand-long", "yellow-croaker", "yellow-croaker-faults", "imported-beef",
        "imported-beef-faults", "packaged-food", "packaged-food-faults",
    ]

    private static func sample(_ name: String) throws -> PictureSample {
        if name.hasPrefix("city/") { return try PictureSample(city: String(name.dropFirst(5))) }
        return switch name {
        case "ten": PictureSample.large(shops: 1, days: 1, salesADay: 4)
        case "odd": PictureSample.oddlyNamed()
        case "fifty": PictureSample.large(shops: 4, days: 2, salesADay: 5)
        case "two-hundred": PictureSample.large(shops: 4, days: 4, salesADay: 12)
        case "thousand": PictureSample.large(shops: 40, days: 3, salesADay: 8)
        case "thousand-long": PictureSample.large(shops: 40, days: 3, salesADay: 8, isLongNamed: true)
        default: try PictureSample(scenario: name)
        }
    }

    /// Where the goods of a scenario went, and how much is where.
    @Test(arguments: ["packaged-food", "yellow-croaker", "imported-beef"]) func recallsAreWellFormed(name: String)
        throws
    {
        let lots = [
            "packaged-food": "https://id.gs1.org/01/06935701000285/10/MF260215",
            "yellow-croaker": "https://id.gs1.org/01/06935377000251/10/LD260513",
            "imported-beef": "https://id.gs1.org/01/07738012000246/10/UY4260616",
        ]
        let scenario = try Scenario(name)
        let code = try CodeReader().read(lots[name]!)
        let report = RecallReport(
            code.uri, chains: [EventIndex(scenario.records).chain(of: code)],
            now: Timestamp(rfc3339: "2026-11-30T00:00:00Z")!, operatorNames: scenario.operatorNames)
        for language in DrawingLanguage.allCases {
            let svg = report.svg(language)
            #expect(try XMLDocument(data: Data(svg.utf8)).rootElement()?.name == "svg")
            guard let directory = Self.directory else { continue }
            let file = "recall-\(name)-\(language.rawValue).svg"
            try Data(svg.utf8).write(to: URL(filePath: directory).appending(path: file))
        }
    }

    @Test(arguments: directory == nil ? samples : samples + more) func isWellFormed(name: String) throws {
        let picture = try Self.sample(name)
        for language in DrawingLanguage.allCases {
            let svg = picture.svg(language)
            let root = try #require(try XMLDocument(data: Data(svg.utf8)).rootElement())
            #expect(root.name == "svg" && svg.contains("role=\"img\"") && svg.contains(" data-entries=\""))
            guard let directory = Self.directory else { continue }
            let file = "\(name.replacing("/", with: "-"))-\(language.rawValue).svg"
            try Data(svg.utf8).write(to: URL(filePath: directory).appending(path: file))
        }
    }
}
