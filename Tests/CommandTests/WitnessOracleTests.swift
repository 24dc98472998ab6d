import Foundation
import FoundationNetworking
import Glibc
import OracleTesting
import ProgramTesting
import Testing
import TransparencyLog

/// A witness and a log that share nothing with this project, in both places: they witness ours, and ours witnesses theirs.
@Suite(
    "Witnesses and aics-witness",
    .enabled(if: Oracle.python != nil || Oracle.areRequired, "scripts/lib/oracles.sh installs them"))
struct WitnessOracleTests {
    private struct Served: Decodable {
        let url: String
        let vkey: String
    }

    private struct Submitted: Decodable {
        let size: Int
        let ok: Bool
        let status: Int
        let what: String
    }

    private struct Accepted: Decodable {
        let ok: Bool
        let cosigned: [String]
        let what: String
    }

    private func fetch(_ url: String) async throws -> Data? {
        let (data, response) = try await URLSession.shared.data(from: try #require(URL(string: url)))
        return (response as? HTTPURLResponse)?.statusCode == 200 ? data : nil
    }

    @Test("their witness cosigns this ledger as it grows, and their log accepts what is published")
    func cosigned() async throws {
        let daemon = try await Daemon.begin()
        let key = try daemon.verifierKey
        let program = try #require(Oracle.running("witness.py", ["serve", key]))
        let log = daemon.tool.home.url("oracle.log")
        let witness = try await program.start(log: log)
        try await wait("their witness to serve") {
            (try? String(contentsOf: log, encoding: .utf8))?.hasSuffix("}\n") == true
        }
        let served = try JSONDecoder().decode(Served.self, from: Data(contentsOf: log))
        try await daemon.stop()
        try daemon.tool.home.write(
            "log \(key)\nwitness theirs \(served.vkey) \(served.url)\nquorum theirs\n",
            to: "\(Daemon.data)/witness.policy")
        try await daemon.start()
        let device = try await daemon.device("dock-1")
        let cosigner = try VerifierKey.parse(served.vkey)
        for rows in [0..<1, 1..<2, 2..<40, 40..<300] {
            try device.home.write(Scans.file(rows), to: "scans.csv")
            let done = try await device.yima("ingest", "--profile", "aquatic", "scans.csv")
            try #require(done.status == 0, "\(done.errors)")
            let newest = try #require(try await fetch("\(daemon.url)/newest-checkpoint"))
            let wanted = try SignedNote.parse(newest).text
            var published = Data()
            try await wait("it to be published") {
                published = (try? await fetch("\(daemon.url)/checkpoint")) ?? Data()
                return (try? SignedNote.parse(published).text) == wanted
            }
            let opened = try Checkpoint.open(note: [UInt8](published), key: .parse(key), cosigners: [cosigner])
            #expect(opened.cosignatures.count == 1)
            struct Question: Encodable {
                let note: String
                let log: String
                let witnesses: [String]
                let quorum: Int
            }
            let answers: [Accepted] = try await Oracle(Oracle.python, [Self.script, "feed"]).answers(to: [
                Question(note: opened.note.formatted, log: key, witnesses: [served.vkey], quorum: 1)
            ])
            #expect(answers.first?.ok == true, "\(answers.first?.what ?? "")")
            #expect(answers.first?.cosigned == ["oracle.example/w"])
        }
        // What it shows to monitors is what it cosigned.
        let shown = try #require(try await fetch("\(served.url)/\(Checkpoint.originHash(Daemon.origin))/checkpoint"))
        let held = try Checkpoint.open(note: [UInt8](shown), key: .parse(key), cosigners: [cosigner])
        #expect(held.cosignatures.count == 1)
        _ = await witness.end(SIGTERM)
    }

    @Test("their log is cosigned by this host, and refused where it forks")
    func cosigning() async throws {
        let daemon = try await Daemon.begin()
        let seed = [UInt8](repeating: 7, count: 32)
        let origin = "oracle.example/log"
        let log = try SignerKey(name: origin, seed: seed).verifierKey
        let added = try await daemon.yimad("witness", "add", "--data", Daemon.data, "--vkey", "\(log)")
        try #require(added.status == 0, "\(added.errors)")
        let key = added.output.trimmingCharacters(in: .whitespacesAndNewlines)
        struct Question: Encodable {
            let url: String
            let vkey: String
            let origin: String
            let seed: String
            let sizes: [Int]
        }
        func feed(_ sizes: [Int]) async throws -> [Submitted] {
            let question = Question(
                url: daemon.url, vkey: key, origin: origin, seed: String(repeating: "07", count: 32), sizes: sizes)
            let answers: [[Submitted]] = try await Oracle(Oracle.python, [Self.script, "feed"]).answers(to: [question])
            return answers[0]
        }
        let grown = try await feed([0, 0, 1, 2, 3, 3, 7, 8, 64, 65, 300])
        for answer in grown { #expect(answer.ok, "\(answer.size): \(answer.what)") }
        // Another client knows nothing, and is told where to go on; a fork of the same size and a larger one are refused.
        let later = try await feed([300, 301, -301, -400, 302, 5])
        #expect(later.map(\.ok) == [true, true, false, false, true, false], "\(later)")
        #expect(later[2].status == 422 && later[3].status == 422, "\(later)")
        #expect(later[5].what.hasPrefix("WitnessAhead"), "\(later[5].what)")
        let shown = try #require(try await fetch("\(daemon.url)/\(Checkpoint.originHash(origin))/checkpoint"))
        let held = try Checkpoint.open(note: [UInt8](shown), key: log, cosigners: [.parse(key)])
        #expect(held.checkpoint.treeSize == 302)
        #expect(held.cosignatures.count == 1)
        // Two roots of one size, both signed: kept for anybody to check.
        let alarms = try FileManager.default.contentsOfDirectory(
            atPath: daemon.tool.home.url("\(Daemon.data)/alarms").path)
        #expect(alarms.count == 1)
        let checked = try await daemon.tool.yima(
            "verify", "--fork", "\(Daemon.data)/alarms/\(alarms[0])", "--ledger-key", "\(log)")
        #expect(checked.status == 1, "\(checked.output)\(checked.errors)")
    }

    private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "scripts/oracles/witness.py").path
}
