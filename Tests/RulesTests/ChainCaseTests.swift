import Codes
import EPCIS
import Foundation
import OracleTesting
import Rules
import Testing
import Values

@testable import Chains

/// A small chain with its right answers, from the test documents beside the repository.
private struct ChainCase: Decodable, CustomTestStringConvertible {
    struct Entry: Decodable {
        let `operator`: String
        let device: String
    }

    struct Asked: Decodable {
        let command: String
        let code: String
        let right: Right
    }

    enum Right: Decodable {
        case verdict(String)
        case codes([String])

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            if let codes = try? value.decode([String].self) {
                self = .codes(codes)
            } else {
                self = .verdict(try value.decode(String.self))
            }
        }
    }

    let title: String
    let operators: [String: String]
    let events: [Entry]
    let asked: [Asked]

    var testDescription: String { title }

    /// What the reader makes of the events, each ten minutes after it happened.
    func records(_ bytes: [UInt8]) throws -> [ChainEvent] {
        let root = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        let written = try #require(root["events"] as? [[String: Any]])
        return try zip(events, written).enumerated().map { index, pair in
            let body = try JSONSerialization.data(withJSONObject: try #require(pair.1["event"]))
            let event = try EPCISEvent(json: [UInt8](body))
            return ChainEvent(
                entry: UInt64(index),
                recordTime: Timestamp(milliseconds: event.eventTime.moment.milliseconds + 600_000),
                operatorUSCC: pair.0.operator, journal: "\(pair.0.operator)/\(pair.0.device)", event: event)
        }
    }
}

@Suite(
    "Small chains of the trade have their right answers",
    .enabled(if: SharedData.isPresent, "the test documents are absent"))
struct ChainCaseTests {
    private static let files = SharedData.files(in: "chains").filter { $0.name.hasSuffix(".json") }
    static let names = files.map(\.name)
    private static let lateInTheYear = OffsetTime(rfc3339: "2026-11-01T00:00:00Z")!.moment

    @Test(arguments: names) func answers(name: String) throws {
        let bytes = try #require(Self.files.first { $0.name == name }).bytes
        let chainCase = try JSONDecoder().decode(ChainCase.self, from: Data(bytes))
        let index = EventIndex(try chainCase.records(bytes))
        for asked in chainCase.asked where asked.command != "lookup" {
            let code = try CodeReader().read(asked.code)
            switch asked.right {
            case .verdict(let right): expect(right, of: index.chain(of: code), chainCase.operators, asked.code)
            case .codes(let right):
                let direction: TraceDirection = asked.command.hasSuffix("--up") ? .up : .down
                let traced = index.chain(of: code, direction).members.map(\.code.uri)
                #expect(Set(traced) == Set(right), "\(asked.command) \(asked.code)")
            }
        }
    }

    /// The right answer begins with the verdict; where it is bad, the rules that must say so may follow.
    private func expect(_ right: String, of chain: Chain, _ names: [String: String], _ code: String) {
        let judge = Judge(now: Self.lateInTheYear, operatorNames: names)
        let findings = judge.findings(in: chain)
        let document = VerdictDocument(
            code: code, chain: chain, findings: findings, basis: VerdictBasis(asOf: Self.lateInTheYear),
            checkpoint: nil)
        let said = findings.map { "\($0.rule) \($0.severity): \($0.message.en)" }.joined(separator: "\n")
        #expect(right.hasPrefix(document.verdict.rawValue), "\(code): \(document.verdict), right: \(right)\n\(said)")
        let wanted = right.matches(of: /[A-Z]+-[0-9]+/).map { String($0.output) }
        if document.verdict == .invalid, !wanted.isEmpty {
            #expect(findings.contains { wanted.contains($0.rule) }, "\(code) lacks \(wanted)\n\(said)")
        }
    }
}
