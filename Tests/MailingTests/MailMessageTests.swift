import Testing
import Values

@testable import Mailing

@Suite("A message")
struct MailMessageTests {
    private static let time = OffsetTime(rfc3339: "2026-11-30T22:05:42+08:00")!

    static func message(
        to: [String] = ["duty@scjg.example.gov.cn"], subject: String = "三条新预警", body: String = "荔城区"
    ) -> MailMessage {
        MailMessage(
            from: MailAddress("yimad@host.example")!, to: to.map { MailAddress($0)! }, subject: subject, body: body,
            date: time, identity: ("ab12.1-3", "ledger.example/莆田"))
    }

    @Test(
        "goes to and comes from addresses that can bring no command into the dialogue",
        arguments: [
            "", "a", "a@", "@b", "a b@c", "a@b c", "a@b>\r\nRCPT TO:<x@y", "a@b\r\n", "a@b@c", "a..b@c", "a@b..c",
            ".a@b",
            "a@b.", "张@b.cn", "a@\u{0}", "\"a b\"@c", "a<b@c", String(repeating: "a", count: 65) + "@b",
        ])
    func badAddresses(text: String) {
        #expect(MailAddress(text) == nil)
    }

    @Test("goes to plain addresses", arguments: ["a@b", "zhang.san+yima@scjg.putian.gov.cn", "o'neill_1@x-y.example"])
    func goodAddresses(text: String) {
        #expect(MailAddress(text)?.description == text)
    }

    @Test("has no header that its subject brings, and no line that is too long")
    func injection() {
        let subject = "a\r\nBcc: all@example.org\n\n<script>" + String(repeating: "长主题", count: 80)
        let bytes = Self.message(subject: subject, body: ".\r\n.x\n" + String(repeating: "x", count: 5000)).bytes
        let text = String(decoding: bytes, as: UTF8.self)
        let head = text[..<text.firstRange(of: "\r\n\r\n")!.lowerBound]
        let names = head.split(separator: "\r\n").filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
        #expect(
            names == [
                "Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type",
                "Content-Transfer-Encoding", "Auto-Submitted",
            ])
        #expect(text.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 78 })
        #expect(bytes.allSatisfy { $0 < 0x80 })
        #expect(head.contains("Message-ID: <ab12.1-3@ledger.example>"))
        #expect(head.contains("Date: Mon, 30 Nov 2026 22:05:42 +0800"))
    }

    @Test("of a ledger whose name has a path has it before the @, and a domain behind")
    func path() throws {
        let address = try #require(MailAddress("a@b.example"))
        let message = MailMessage(
            from: address, to: [address], subject: "s", body: "b",
            date: OffsetTime(moment: Timestamp(milliseconds: 0), offsetMinutes: 480),
            identity: ("ab12.1-3", "trace.example.gov.cn/putian/2"))
        let text = String(decoding: message.bytes, as: UTF8.self)
        #expect(text.contains("Message-ID: <ab12.1-3.putian.2@trace.example.gov.cn>\r\n"), "\(text)")
    }

    @Test(
        "is base 64 as RFC 4648 has it",
        arguments: zip(
            ["", "f", "fo", "foo", "foob", "fooba", "foobar"],
            ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"]))
    func base64(text: String, wanted: String) {
        #expect(Array(text.utf8).base64 == wanted)
    }

    @Test("has its points doubled at the begin of lines, and is ended by one alone")
    func points() {
        func sent(_ text: String) -> String { String(decoding: SMTPCommand.data(Array(text.utf8)), as: UTF8.self) }
        #expect(sent(".\r\nx.\r\n..\r\n") == "..\r\nx.\r\n...\r\n.\r\n")
        #expect(sent("x") == "x\r\n.\r\n")
        #expect(sent("") == ".\r\n")
    }

    @Test("is answered in lines, whole or not at all")
    func replies() throws {
        var bytes = Array("250-mail.test\r\n250-SIZE 1\r\n25".utf8)
        #expect(try SMTPReply.take(from: &bytes) == nil)
        bytes += Array("0 HELP\r\n354 go\r\n".utf8)
        #expect(try SMTPReply.take(from: &bytes) == SMTPReply(code: 250, text: "mail.test SIZE 1 HELP"))
        #expect(try SMTPReply.take(from: &bytes) == SMTPReply(code: 354, text: "go"))
        #expect(bytes.isEmpty)
        for bad in ["25x OK\r\n", "250-a\r\n251 b\r\n", "\r\n", "2500 x\r\n", "25\r\n"] {
            var bytes = Array(bad.utf8)
            #expect(throws: SMTPError.malformed) { try SMTPReply.take(from: &bytes) }
        }
        var endless = [UInt8](repeating: 0x41, count: 65 << 10)
        #expect(throws: SMTPError.malformed) { try SMTPReply.take(from: &endless) }
    }
}
