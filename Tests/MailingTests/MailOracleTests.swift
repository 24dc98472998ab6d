import Foundation
import OracleTesting
import ProgramTesting
import Testing
import Values

@testable import Mailing

/// Against aiosmtpd, which shares nothing with this client.
@Suite("A mail server", .enabled(if: Oracle.python != nil || Oracle.areRequired))
struct MailOracleTests {
    struct Mail: Decodable {
        let from: String
        let to: [String]
        let headers: [[String]]
        let defects: [String]
        let longest: Int
        let text: String

        func header(_ name: String) -> String? { headers.first { $0[0] == name }?[1] }
    }

    private struct Server {
        let folder: URL
        let running: RunningProgram
        let port: Int

        func mails() throws -> [Mail] {
            let text = (try? String(contentsOf: folder.appending(path: "mails"), encoding: .utf8)) ?? ""
            return try text.split(separator: "\n").map { try JSONDecoder().decode(Mail.self, from: Data($0.utf8)) }
        }

        func client(timeoutSeconds: Int = 30) -> SMTPClient {
            SMTPClient(host: "127.0.0.1", port: port, timeoutSeconds: timeoutSeconds)
        }
    }

    private static func with(_ body: (Server) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let program = try #require(Oracle.running("mail.py", [folder.path]))
        let running = try await program.start(log: folder.appending(path: "log"))
        var port: Int?
        for _ in 0..<600 where port == nil {
            port = (try? String(contentsOf: folder.appending(path: "port"), encoding: .ascii)).flatMap { Int($0) }
            if port == nil { try await Task.sleep(for: .milliseconds(50)) }
        }
        let server = Server(folder: folder, running: running, port: try #require(port))
        try await body(server)
        await running.end(SIGKILL)
    }

    @Test("takes a message, and Python reads what was meant: subject, text, receivers")
    func taken() async throws {
        try await Self.with { server in
            let subject = "[yima] 荔城：3 条新预警 / 3 new warnings — " + String(repeating: "长", count: 60)
            let body = ".\n..两点\n" + String(repeating: "荔城区养殖水产品 🐟\n", count: 200)
            let taken = try await server.client().send(
                MailMessageTests.message(to: ["a@example.org", "b@example.org"], subject: subject, body: body))
            #expect(taken.refused.isEmpty)
            let mail = try #require(try server.mails().first)
            #expect(mail.from == "yimad@host.example")
            #expect(mail.to == ["a@example.org", "b@example.org"])
            #expect(mail.header("Subject") == subject)
            #expect(mail.header("To") == "a@example.org, b@example.org")
            #expect(mail.text == body)
            #expect(mail.defects.isEmpty, "\(mail.defects)")
            #expect(mail.longest <= 78)
        }
    }

    @Test("that refuses some receivers takes it for the others, and none where it refuses all")
    func refused() async throws {
        try await Self.with { server in
            let some = try await server.client().send(
                MailMessageTests.message(to: ["refused@example.org", "b@example.org"]))
            #expect(some.refused.map(\.description) == ["refused@example.org"])
            #expect(try server.mails().map(\.to) == [["b@example.org"]])
            await #expect(throws: SMTPError.self) {
                try await server.client().send(MailMessageTests.message(to: ["refused@example.org"]))
            }
            #expect(try server.mails().count == 1)
        }
    }

    @Test("that puts it off, that says nothing, or that is not there, has not taken it, and says so in time")
    func notTaken() async throws {
        try await Self.with { server in
            try Data().write(to: server.folder.appending(path: "later"))
            do throws(SMTPError) {
                _ = try await server.client().send(MailMessageTests.message())
                Issue.record("was put off")
            } catch {
                #expect(error.reason.contains("451"), "\(error)")
            }
            try FileManager.default.removeItem(at: server.folder.appending(path: "later"))
            try Data().write(to: server.folder.appending(path: "silent"))
            await #expect(throws: SMTPError.timedOut) {
                try await server.client(timeoutSeconds: 1).send(MailMessageTests.message())
            }
            await server.running.end(SIGKILL)
            do throws(SMTPError) {
                _ = try await server.client().send(MailMessageTests.message())
                Issue.record("nobody is there")
            } catch {
                guard case .unreachable = error else { throw error }
            }
            #expect(try server.mails().isEmpty)
        }
    }
}
