import Crypto
import EPCIS
import Foundation
import Testing
import TransparencyLog
import Values

@testable import Draws

/// Lists, plans and seeds for tests.
enum Sample {
    static let office = "11350300MB00000000"

    static func name(_ word: String = "test") -> DrawName { DrawName(uscc: office, word: word)! }

    static func uscc(_ number: Int) -> String {
        "91" + String(repeating: "0", count: 15 - String(number).count) + "\(number)" + "X"
    }

    static func firms(_ classes: [String], district: String = "350304") throws -> FirmList {
        let firms = classes.enumerated().map { number, name in
            FirmList.Firm(uscc: uscc(number), riskClass: name, district: district, name: "福建 第\(number)号 食品厂")
        }
        return try FirmList(FirmList.file(of: firms), district: district)
    }

    static func seal(_ number: Int) -> DisclosureDigest {
        InspectorList.disclosure(
            number: "I\(number)", name: "某", salt: [UInt8](repeating: UInt8(number % 256), count: 16)
        ).digest
    }

    static func inspectors(_ count: Int, conflicts: [Int: [Int]] = [:], weights: [Int: Int] = [:]) throws
        -> InspectorList
    {
        try InspectorList(
            InspectorList.file(
                of: (0..<count).map { number in
                    InspectorList.Inspector(
                        number: "I\(1000 + number)", weight: weights[number] ?? 1, seal: seal(number),
                        conflicts: (conflicts[number] ?? []).map(uscc))
                }))
    }

    static func plan(
        _ classes: [(String, Int, Int)], count: Int, _ firms: FirmList, _ inspectors: InspectorList,
        each: Int = 2, loadMax: Int = 1000, witnesses: [VerifierKey] = []
    ) throws -> DrawPlan {
        DrawPlan(
            name: name(), title: "2026 年 12 月食品生产抽查", matter: "食品安全", district: "350304",
            classes: classes.map { DrawPlan.RiskClass(name: $0.0, weight: $0.1, quota: $0.2) }, count: count,
            inspectorsPerFirm: each, firmsPerInspectorMax: loadMax, firms: try #require(LineTree(of: firms.bytes)),
            inspectors: try #require(LineTree(of: inspectors.bytes)), witnesses: witnesses)
    }

    static func seed(_ number: Int) -> DrawSeed {
        DrawSeed(bytes: Array(SHA256.hash(data: Array("seed \(number)".utf8))))!
    }
}

/// How far counts are from what is expected of them, as χ²; and below which it stays 999,999 times in a million, by the approximation
/// of Wilson and Hilferty.
enum ChiSquared {
    static func statistic(_ counts: [Int], expected: [Double]) -> Double {
        zip(counts, expected).reduce(0) { $0 + ($1.1 - Double($1.0)) * ($1.1 - Double($1.0)) / $1.1 }
    }

    static func bound(degrees: Int) -> Double {
        let (degrees, deviation) = (Double(degrees), 4.753)
        let part = 2 / (9 * degrees)
        return degrees * pow(1 - part + deviation * part.squareRoot(), 3)
    }

    /// So many seeds are tried: 5,000, or as many as `YIMA_DRAW_SEEDS` says (100,000 for a whole test).
    static let seeds = ProcessInfo.processInfo.environment["YIMA_DRAW_SEEDS"].flatMap { Int($0) } ?? 5000
}
