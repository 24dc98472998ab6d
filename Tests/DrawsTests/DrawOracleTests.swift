import Foundation
import OracleTesting
import Testing
import TransparencyLog

@testable import Draws

/// `scripts/check_draw.py`, which was written from `docs/draw.md`, makes every draw a second time.
@Suite("Draws and their second program", .enabled(if: Oracle.python != nil || Oracle.areRequired))
struct DrawOracleTests {
    private static let program = Oracle(Oracle.python, ["../check_draw.py", "--lines"])

    private struct Question: Encodable {
        let plan: String
        let firms: Data
        let inspectors: Data
        let seed: String
        let substitutions: [String]
    }

    private struct Answer: Decodable {
        let drawn: String
        let result: String
        let error: String
    }

    /// Draws that the two must agree on: 400, or as many as are asked for.
    private static let count = ProcessInfo.processInfo.environment["YIMA_DRAW_AGREEMENT"].flatMap { Int($0) } ?? 400

    @Test("agree on hundreds of random draws, with their substitutions")
    func agreement() async throws {
        var random = Dice(state: 20_261_130)
        var questions: [Data] = []
        var expected: [(drawn: String, result: String)] = []
        for number in 0..<Self.count {
            let classCount = 1 + random.below(4)
            let firms = try Sample.firms((0..<(8 + random.below(60))).map { _ in "C\(random.below(classCount))" })
            var conflicts: [Int: [Int]] = [:]
            for place in 0..<random.below(5) { conflicts[place] = (0..<random.below(6)).map { _ in random.below(60) } }
            let inspectors = try Sample.inspectors(
                3 + random.below(12), conflicts: conflicts,
                weights: [0: 1 + random.below(9), 2: 1 + random.below(900_000)])
            var classes: [(String, Int, Int)] = []
            for name in firms.classes { classes.append((name, 1 + random.below(1_000_000), random.below(2))) }
            let quotas = classes.reduce(0) { $0 + $1.2 }
            let plan = try Sample.plan(
                classes, count: max(1, quotas) + random.below(4), firms, inspectors, each: 1 + random.below(3),
                loadMax: 1 + random.below(9))
            let seed = Sample.seed(number)
            var draw = try Draw(plan, firms: firms, inspectors: inspectors, seed: seed)
            let drawn = String(decoding: draw.file, as: UTF8.self)
            var substitutions: [String] = []
            for _ in 0..<random.below(5) {
                guard let held = draw.drawn.compactMap(\.self).randomElement(using: &random) else { break }
                let seats = held.inspectors.compactMap(\.self)
                let inspector = random.below(2) == 0 ? seats.randomElement(using: &random) : nil
                let substitution = DrawTests.substitution(
                    substitutions.count + 1, firms.uscc(at: held.firm),
                    inspector.map { inspectors.inspectors[$0].number })
                try draw.substitute(substitution)
                substitutions.append(substitution.text)
            }
            expected.append((drawn, String(decoding: draw.file, as: UTF8.self)))
            questions.append(
                try JSONEncoder().encode(
                    Question(
                        plan: plan.text, firms: Data(firms.bytes), inspectors: Data(inspectors.bytes),
                        seed: "\(seed)", substitutions: substitutions)))
        }
        let answers: [Answer] = try await Self.program.answers(to: questions)
        for (answer, expected) in zip(answers, expected) {
            #expect(answer.error == "")
            #expect(answer.drawn == expected.drawn)
            #expect(answer.result == expected.result)
        }
    }
}

/// Numbers that are the same in every run.
struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}
