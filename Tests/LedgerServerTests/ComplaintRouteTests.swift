import Complaints
import EPCIS
import Evidence
import Foundation
import HostState
import Hosting
import Journals
import Ledger
import LedgerTesting
import StrictJSON
import Testing
import TransparencyLog
import Values

@testable import LedgerServer

/// A server that takes reports, and an office of the district that is to act on them.
struct ReportRoom {
    let server: TestServer
    let office: DeviceFixture
    let journalStore: SimulatedJournalStore

    static let path = "/01/06901234567892/10/A1"
    static let good = "class=report&kind=spoiled&district=350102&text=%E6%9C%89%E8%99%AB"

    static func with(
        limits: ReportDesk.Limits = ReportDesk.Limits(), _ body: @Sendable @escaping (ReportRoom) async throws -> Void
    ) async throws {
        let store = SimulatedJournalStore()
        func prepare(_ host: inout LedgerHost, _ fixture: LedgerFixture) async throws {
            let owner = fixture.device()
            let name = try #require(JournalName("\(owner.journal.operatorUSCC)/custodial.reports"))
            let signer = try SignerKey(name: name.description, seed: [UInt8](repeating: 9, count: 32))
            let act = AdminAct.deviceEnrolled(verifierKey: "\(signer.verifierKey)", from: fixture.enrolledFrom)
            _ = try await host.sequencer.append(adminNote: fixture.note(act))
            let journal = try await host.custodialJournal(DeviceJournal(name: name, signer: signer, store: store))
            host.reports = ReportDesk(journal, district: "350102", limits: limits)
        }
        try await TestServer.with(preparing: prepare) { server in
            let office = server.fixture.device(1, operator: 7)
            for note in server.fixture.enrolment(of: office) {
                _ = try await server.host.sequencer.append(adminNote: note)
            }
            let role = try #require(GrantedRole("authority", scope: "3501"))
            let grant = AdminAct.roleGranted(
                uscc: office.journal.operatorUSCC, role: role, from: server.fixture.enrolledFrom)
            _ = try await server.host.sequencer.append(adminNote: server.fixture.note(grant))
            try await body(ReportRoom(server: server, office: office, journalStore: store))
        }
    }

    func post(
        _ form: String, path: String = path, headers: [String] = ["Sec-Fetch-Site: same-origin"]
    ) async throws -> RawAnswer {
        try await server.send(
            "POST", path, headers: ["Content-Type: application/x-www-form-urlencoded"] + headers,
            body: Array(form.utf8))
    }

    func receipt(_ answer: RawAnswer) throws -> ReceiptNumber {
        let text = answer.text
        let start = try #require(text.range(of: "<p class=\"receipt\"><code>"), "\(text)")
        return try #require(ReceiptNumber(String(text[start.upperBound...].prefix { $0 != "<" })))
    }

    var entries: UInt64 {
        get async { await server.host.sequencer.treeSize }
    }
}

@Suite("Reports from the page behind a code") struct ComplaintRouteTests {
    @Test("A shopper reports without a script and is given a number, by which the office's answer is read later")
    func wholeWay() async throws {
        try await ReportRoom.with { room in
            let server = room.server
            let page = try await server.get("\(ReportRoom.path)?17=271104&lang=en")
            #expect(page.text.contains("report=form") && page.text.contains("17=271104&amp;report=form"))
            let form = try await server.get("\(ReportRoom.path)?17=271104&report=form&lang=zh")
            #expect(form.status == 200 && form.text.contains("<form method=\"post\""))
            #expect(form.text.contains("action=\"/01/06901234567892/10/A1?17=271104&amp;lang=zh\""))
            #expect(form.text.contains("(3501)") && form.text.contains("(350102)") && !form.text.contains("<script"))
            let policy = try #require(form.headers["content-security-policy"])
            #expect(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"))
            #expect(form.headers["referrer-policy"] == "same-origin" && form.headers["set-cookie"] == nil)

            let sent = try await room.post(ReportRoom.good, path: "\(ReportRoom.path)?17=271104&lang=en")
            #expect(sent.status == 201 && sent.headers["set-cookie"] == nil, "\(sent.text)")
            #expect(sent.headers["cache-control"] == "no-store" && sent.headers["referrer-policy"] == "no-referrer")
            let receipt = try room.receipt(sent)
            // The ledger says what kind of thing is wrong with which code, and neither the words nor the number.
            let record = try #require(try await server.host.complaintRecord(receipt.complaint))
            let opening = try #require(record.opening)
            #expect(opening.act.code == "https://id.gs1.org/01/06901234567892/10/A1" && opening.act.kind == "spoiled")
            let leaf = String(decoding: try await server.host.store.entry(opening.entry), as: UTF8.self)
            #expect(!leaf.contains("有虫") && !leaf.contains("\(receipt)") && leaf.contains("yima:sealed"))
            // It does not stand among what the trade recorded of the goods.
            #expect(try await server.get("/lookup?code=\(encoded("(01)06901234567892(10)A1"))").status == 404)

            var told = try await server.get("/complaints/\(receipt)?lang=en")
            #expect(told.status == 200 && told.text.contains("received, being checked"), "\(told.text)")
            // Who acts is named, not only the number of a district.
            let name = try #require(
                server.host.sequencer.published.registry.operators[room.office.journal.operatorUSCC]?.name)
            #expect(told.text.contains("\(name) (350102)"), "\(told.text)")
            var office = room.office
            let salt = [UInt8](repeating: 5, count: 16)
            let answer = Disclosure(name: ComplaintStep.answerName, value: "已下架 <b>并</b> 召回", salt: salt)
            let time = OffsetTime(moment: server.fixture.clock.now(), offsetMinutes: 480)
            let act = ComplaintAct.step(ComplaintStep(.answer, name: receipt.complaint))
            let sealed = act.event(at: time, sealing: [answer])
            office.record(
                body: ComplaintAct.step(ComplaintStep(.acceptance, name: receipt.complaint)).event(at: time).event)
            office.record(body: sealed.event)
            try await server.commit(office)
            told = try await server.get("/complaints/\(receipt)?lang=en")
            #expect(told.text.contains("a case was opened") && told.text.contains("is not held here"))
            _ = try await server.host.disclosures?.keep(
                DisclosureBundle(events: [.init(index: 1, disclosures: sealed.disclosures)]), of: office.journal)
            told = try await server.get(
                "/complaints?receipt=\("\(receipt)".lowercased().replacing("-", with: "%20"))&lang=en")
            #expect(told.text.contains("已下架 &lt;b&gt;并&lt;/b&gt; 召回"), "\(told.text)")
            // By its number, without the receipt, everybody reads the rest, and not the answer.
            let open = try await server.get("/complaints/\(receipt.complaint.number)?lang=en")
            #expect(open.status == 200 && !open.text.contains("已下架") && !open.text.contains("\(receipt)"))
            let json = try await server.get("/complaints/\(receipt.complaint.number)?format=json").json
            #expect(json["state"]?.string == "accepted" && json["answers"] == nil)
            let evidence = try await server.get("/complaints/\(receipt.complaint.number)/evidence")
            #expect(evidence.status == 200 && evidence.text.contains("yima-complaint/1 acceptance"))

            // Erased: the page says so, and every proof still holds.
            let place = try #require(try await server.host.complaintRecord(receipt.complaint)?.answers.first?.entry)
            let request = try #require(
                DisclosureRequest(act: .erase, time: server.fixture.clock.now(), entries: [place]))
            let note = try #require(
                request.signed(by: server.fixture.admin, ledger: server.fixture.signer.verifierKey))
            _ = try await server.host.disclosures?.answer(note)
            told = try await server.get("/complaints/\(receipt)?lang=zh")
            #expect(told.text.contains("已删除") && !told.text.contains("已下架"))
        }
    }

    @Test("Only the office of the district, and the host, are told what the shopper wrote")
    func audience() async throws {
        try await ReportRoom.with { room in
            let server = room.server
            let receipt = try room.receipt(try await room.post(ReportRoom.good))
            let entry = try #require(try await server.host.complaintRecord(receipt.complaint)?.opening?.entry)
            let other = server.fixture.device(1, operator: 8)
            for note in server.fixture.enrolment(of: other) {
                _ = try await server.host.sequencer.append(adminNote: note)
            }
            let role = try #require(GrantedRole("authority", scope: "3502"))
            let grant = AdminAct.roleGranted(
                uscc: other.journal.operatorUSCC, role: role, from: server.fixture.enrolledFrom)
            _ = try await server.host.sequencer.append(adminNote: server.fixture.note(grant))
            for (signer, isTold) in [(room.office.signer, true), (other.signer, false), (server.fixture.admin, true)] {
                let request = try #require(
                    DisclosureRequest(act: .disclose, time: server.fixture.clock.now(), entries: [entry]))
                let note = try #require(request.signed(by: signer, ledger: server.fixture.signer.verifierKey))
                let answer = try #require(try await server.host.disclosures?.answer(note))
                #expect(answer.entries[0].disclosures.map(\.value) == (isTold ? ["有虫"] : []), "\(signer.name)")
            }
            // The role taken away, it is told no more.
            let revoked = AdminAct.roleRevoked(
                uscc: room.office.journal.operatorUSCC, role: try #require(GrantedRole("authority", scope: "3501")),
                from: server.fixture.enrolledFrom, reason: nil)
            _ = try await server.host.sequencer.append(adminNote: server.fixture.note(revoked))
            let request = try #require(
                DisclosureRequest(act: .disclose, time: server.fixture.clock.now(), entries: [entry]))
            let note = try #require(
                request.signed(by: room.office.signer, ledger: server.fixture.signer.verifierKey))
            let answer = try #require(try await server.host.disclosures?.answer(note))
            #expect(answer.entries[0].disclosures.isEmpty)
        }
    }

    @Test("Another site's page sends nothing, and nothing of it is read")
    func crossSite() async throws {
        try await ReportRoom.with { room in
            let before = await room.entries
            for headers in [
                ["Sec-Fetch-Site: cross-site"], ["Sec-Fetch-Site: same-site"],
                ["Sec-Fetch-Site: cross-site", "Origin: http://test"], ["Origin: http://evil.example"],
                ["Origin: null"], ["Origin: http://test.evil.example"], ["Origin: test"],
            ] {
                let answer = try await room.post(ReportRoom.good, headers: headers)
                #expect(answer.status == 403 && answer.text.contains("cross-site"), "\(headers)")
                #expect(answer.headers["access-control-allow-origin"] == nil)
            }
            #expect(await room.entries == before)
            for headers in [["Origin: http://test"], ["Origin: https://TEST"], []] {
                #expect(try await room.post(ReportRoom.good, headers: headers).status == 201, "\(headers)")
            }
            let options = try await room.server.send("OPTIONS", ReportRoom.path)
            #expect(options.headers["access-control-allow-methods"]?.contains("POST") != true)
        }
    }

    @Test("What is no form, too large, an identity number, or markup")
    func hostileForms() async throws {
        try await ReportRoom.with { room in
            let before = await room.entries
            for form in ["", "x", "class=report&class=report", "class=report&evil=1", "text=%ff"] {
                let answer = try await room.post(form)
                #expect(answer.status == (form.isEmpty ? 422 : 400), "\(form): \(answer.text)")
            }
            #expect(try await room.post("text=" + String(repeating: "a", count: 20_000)).status == 413)
            let json = try await room.server.post(
                ReportRoom.path, mediaType: "application/json", body: Array("{}".utf8))
            #expect(json.status == 415)
            #expect(try await room.post(ReportRoom.good, path: "/01/06901234567891/10/A1").status == 400)
            let number = try await room.post(
                "class=report&kind=spoiled&district=350102&text=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&contact=11010519491231002X"
            )
            #expect(number.status == 422 && number.text.contains("identity number"))
            // What was written stands in the form again, as text.
            #expect(!number.text.contains("<script") && number.text.contains("&lt;script&gt;alert(1)"))
            #expect(number.text.contains("aria-invalid") && number.headers["referrer-policy"] == "same-origin")
            let unreachable = try await room.post("class=complaint&kind=spoiled&district=350102")
            #expect(unreachable.status == 422)
            #expect(try await room.post("class=report&kind=spoiled&district=110101").status == 422)
            let quotes = String(repeating: "%22", count: 3580)
            #expect(try await room.post("class=report&kind=spoiled&district=350102&text=\(quotes)").status == 422)
            #expect(await room.entries == before)
        }
    }

    @Test("A flood is refused by client, by code and in all, and the ledger does not grow by it")
    func flood() async throws {
        var limits = ReportDesk.Limits()
        (limits.hourlyByClient, limits.dailyByCode, limits.hourlyInAll, limits.dailyInAll) = (3, 5, 8, 100)
        try await ReportRoom.with(limits: limits) { room in
            func send(_ address: String, _ lot: String) async throws -> Int {
                try await room.post(
                    ReportRoom.good, path: "/01/06901234567892/10/\(lot)", headers: ["X-Forwarded-For: \(address)"]
                ).status
            }
            var statuses: [Int] = []
            for _ in 0..<5 { statuses.append(try await send("203.0.113.1", "A1")) }
            #expect(statuses == [201, 201, 201, 429, 429])
            // One IPv6 network is one client.
            statuses = []
            for number in 0..<4 { statuses.append(try await send("2001:db8:1:2::\(number)", "B1")) }
            #expect(statuses == [201, 201, 201, 429])
            // The code has had five, whoever sends.
            statuses = []
            for number in 0..<4 { statuses.append(try await send("198.51.100.\(number)", "A1")) }
            #expect(statuses == [201, 201, 429, 429])
            let before = await room.entries
            for number in 0..<20 {
                let answer = try await room.post(
                    ReportRoom.good, path: "/01/06901234567892/10/C\(number)",
                    headers: ["X-Forwarded-For: 192.0.2.\(number)"])
                #expect(answer.status == 429 && answer.headers["retry-after"] != nil)
            }
            #expect(await room.entries == before)
            // An hour later it goes on.
            room.server.fixture.clock.set(Timestamp(milliseconds: 1_772_323_200_000 + 3_600_000))
            #expect(try await send("203.0.113.1", "D1") == 201)
        }
    }

    @Test("A few addresses that report one code all day keep nobody else from being heard about it")
    func crowded() async throws {
        var limits = ReportDesk.Limits()
        (limits.hourlyByClient, limits.dailyByCode, limits.hourlyInAll, limits.dailyInAll) = (6, 4, 100, 8)
        try await ReportRoom.with(limits: limits) { room in
            func send(_ address: String) async throws -> Int {
                try await room.post(
                    ReportRoom.good, path: "/01/06901234567892/10/A1", headers: ["X-Forwarded-For: \(address)"]
                ).status
            }
            var statuses: [Int] = []
            for _ in 0..<3 { for number in 1...2 { statuses.append(try await send("203.0.113.\(number)")) } }
            #expect(statuses == [201, 201, 201, 201, 429, 429])
            // Once each, and in all no more than a day allows.
            statuses = []
            for number in 1...5 { statuses.append(try await send("198.51.100.\(number)")) }
            #expect(statuses == [201, 201, 201, 201, 429])
            #expect(try await send("198.51.100.1") == 429)
        }
    }

    @Test("A receipt number that is guessed finds nothing, and not many are tried")
    func guessing() async throws {
        try await ReportRoom.with { room in
            let receipt = try room.receipt(try await room.post(ReportRoom.good))
            #expect(try await room.server.get("/complaints/AAAA-AAAA-AAAA-AAAA-AAAA-AAAA").status == 400)
            var statuses: [Int] = []
            for _ in 0..<40 { statuses.append(try await room.server.get("/complaints/\(ReceiptNumber())").status) }
            #expect(statuses == Array(repeating: 404, count: 30) + Array(repeating: 429, count: 10))
            // Whoever tried so many is told nothing more for now, not even what is right; another is.
            #expect(try await room.server.get("/complaints/\(receipt)").status == 429)
            let other = try await room.server.send(
                "GET", "/complaints/\(receipt)", headers: ["X-Forwarded-For: 203.0.113.9"])
            #expect(other.status == 200)
        }
    }

    @Test("Offices ask for what is theirs and overdue; text of others is one of JSON")
    func lists() async throws {
        try await ReportRoom.with { room in
            _ = try await room.post(ReportRoom.good)
            room.server.fixture.clock.set(Timestamp(milliseconds: 1_772_323_200_000 + 40 * 86_400_000))
            _ = try await room.post("class=complaint&kind=label&district=3501&contact=a")
            func list(_ query: String) async throws -> [JSONValue] {
                let answer = try await room.server.get("/complaints?format=json\(query)")
                try #require(answer.status == 200, "\(answer.text)")
                return try answer.json["complaints"].map { Array($0.elements) } ?? []
            }
            #expect(try await list("").count == 2)
            #expect(try await list("&overdue=true").compactMap { $0["kind"]?.string } == ["spoiled"])
            #expect(try await list("&district=350102").count == 1)
            #expect(try await list("&class=complaint&state=open").compactMap { $0["kind"]?.string } == ["label"])
            #expect(try await list("&code=\(encoded("(01)06901234567892(10)A1"))").count == 2)
            #expect(try await list("&state=closed").isEmpty)
            #expect(try await room.server.get("/complaints?format=json&state=x").status == 400)
        }
    }

    @Test("Where no administrator has enabled it, nothing is taken and nothing is offered")
    func disabled() async throws {
        try await TestServer.with { server in
            let answer = try await server.send(
                "POST", ReportRoom.path, headers: ["Content-Type: application/x-www-form-urlencoded"],
                body: Array(ReportRoom.good.utf8))
            #expect(answer.status == 404 && answer.text.contains("takes-no-reports"))
            #expect(!(try await server.get("\(ReportRoom.path)?report=form").text.contains("<form method=\"post\"")))
        }
    }
}
