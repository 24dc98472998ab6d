import HTTPTypes
import Hosting
import Ledger
import LedgerProtocol
import LedgerQuery
import LedgerTesting
import NIOCore
import StrictJSON
import Testing
import Values

@testable import LedgerServer

@Suite("GET /touched") struct TouchedRouteTests {
    private static let places = [
        "urn:yima:site:350502-S1", "https://id.gs1.org/414/6901234567892",
        "https://id.gs1.org/414/6901234567892/254/7",
    ]

    /// An event that was recorded, as the tests select it.
    private struct Told {
        let code: String
        let uscc: String
        let place: String?
        let arrival: Timestamp
        let entry: UInt64
    }

    /// Two operators with two devices each push at four times, an hour apart; some lots are told of more than once.
    private func filled(_ body: @Sendable @escaping (TestServer, [Told]) async throws -> Void) async throws {
        try await TestServer.with { server in
            var told: [Told] = []
            var devices = [(1, 1), (2, 1), (1, 2), (2, 2)].map { server.fixture.device($0, operator: $1) }
            for device in devices {
                for note in server.fixture.enrolment(of: device) {
                    _ = try? await server.host.sequencer.append(adminNote: note)
                }
            }
            var (number, from) = (0, [0, 0, 0, 0])
            for _ in 0..<4 {
                server.fixture.clock.advance(milliseconds: 3_600_000)
                for place in devices.indices {
                    var codes: [(String, String?)] = []
                    for _ in 0..<(number % 4 + 1) {
                        let (lot, site) = ("L\(number % 17)", number % 4 == 3 ? nil : Self.places[number % 3])
                        devices[place].record(LotEvent(minute: number % 60, lot: lot, place: site))
                        codes.append((LotEvent.lot(lot), site))
                        number += 1
                    }
                    let receipt = try await server.host.sequencer.push(devices[place].push(from: from[place]))
                    let first = try #require(receipt.entries).lowerBound
                    from[place] = Int(devices[place].size)
                    for (offset, (code, site)) in codes.enumerated() {
                        told.append(
                            Told(
                                code: code, uscc: devices[place].journal.operatorUSCC, place: site,
                                arrival: server.fixture.clock.now(), entry: first + UInt64(offset)))
                    }
                }
            }
            let all = told
            try await body(server, all)
        }
    }

    /// Every page of a question, joined.
    private func codes(_ server: TestServer, _ query: String) async throws -> [String] {
        var (found, cursor): (Set<String>, String?) = ([], nil)
        repeat {
            let answer = try await server.get("/touched?\(query)\(cursor.map { "&cursor=\(encoded($0))" } ?? "")")
            let page = try #require(TouchedDocument(parsing: answer.body), "\(answer.text)")
            found.formUnion(page.codes)
            cursor = page.next
        } while cursor != nil
        return found.sorted()
    }

    @Test("gives the codes of just the events that meet what is asked, whatever is combined")
    func filters() async throws {
        try await filled { server, told in
            let size = server.services.published.treeSize
            let times = [nil, told.first?.arrival, told[told.count / 2].arrival, told.last?.arrival]
            let ranges: [Range<UInt64>] = [0..<size, 9..<size, 0..<20, 13..<27, 20..<20]
            let sites: [(asked: String?, places: Set<String>)] = [
                (nil, []), ("350502-S1", [Self.places[0]]), (Self.places[0], [Self.places[0]]),
                ("6901234567892", Set(Self.places[1...])), ("6901234567915", []), ("nowhere", []),
            ]
            for uscc in [nil, server.fixture.uscc(1), server.fixture.uscc(2)] {
                for site in sites {
                    for since in times {
                        for before in times {
                            for range in ranges {
                                let wanted = told.filter { event in
                                    range.contains(event.entry) && uscc.map { $0 == event.uscc } ?? true
                                        && since.map { event.arrival >= $0 } ?? true
                                        && before.map { event.arrival < $0 } ?? true
                                        && (site.asked == nil || event.place.map(site.places.contains) ?? false)
                                }
                                var query = ["from=\(range.lowerBound)", "to=\(range.upperBound)"]
                                if let uscc { query.append("operator=\(uscc)") }
                                if let asked = site.asked { query.append("site=\(encoded(asked))") }
                                if let since { query.append("since=\(encoded("\(since)"))") }
                                if let before { query.append("before=\(encoded("\(before)"))") }
                                let found = try await page(server, query.joined(separator: "&"))
                                #expect(found == Set(wanted.map(\.code)).sorted(), "\(query)")
                            }
                        }
                    }
                }
            }
        }
    }

    /// One page, by the route's own answer, without a connection for each of hundreds of questions.
    private func page(_ server: TestServer, _ query: String) async throws -> [String] {
        let route = try #require(TouchedRoutes(services: server.services).routes.first)
        let asked = RouteRequest(
            path: "/touched", query: try QueryParameters(query, allowed: route.parameters), headers: [:])
        let bytes = [UInt8](try await route.answer(asked).body.readableBytesView)
        let page = try #require(TouchedDocument(parsing: bytes))
        #expect(page.next == nil && page.unreadable == 0)
        return page.codes
    }

    @Test("is told page by page, and nothing is lost or read twice between two pages", arguments: [1, 2, 5])
    func pages(size: Int) async throws {
        try await filled { server, told in
            let entries = 0..<server.services.published.treeSize
            var byEntry = TouchedBudget()
            byEntry.entryCountMax = size
            var byCode = TouchedBudget()
            byCode.codeCountMax = size
            for uscc in [nil, server.fixture.uscc(2)] {
                for budget in [byEntry, byCode] {
                    var question = TouchedQuestion(entries: entries)
                    question.operatorUSCC = uscc
                    question.since = told[told.count / 4].arrival
                    let wanted = told.filter {
                        (uscc == nil || $0.uscc == uscc) && $0.arrival >= told[told.count / 4].arrival
                    }
                    var (found, cursor, count): ([String], TouchedCursor?, Int) = ([], nil, 0)
                    repeat {
                        let page = try await server.host.reader.touched(question, from: cursor, budget: budget)
                        #expect(page.codes == page.codes.sorted() && Set(page.codes).count == page.codes.count)
                        found += page.codes
                        // As it goes over the wire.
                        let next = page.next.flatMap { TouchedCursor($0.description) }
                        #expect(next == page.next)
                        cursor = page.next
                        count += 1
                    } while cursor != nil && count < 500
                    #expect(Set(found) == Set(wanted.map(\.code)))
                    #expect(count >= 3 && found.count <= wanted.count, "\(count) pages")
                }
            }
        }
    }

    @Test("leaves out what only names a product, and counts what cannot be read")
    func leftOut() async throws {
        try await TestServer.with { server in
            var device = server.fixture.device()
            device.record(LotEvent(lot: "A1"))
            device.record(body: Array(#"{"no":"event"}"#.utf8))
            device.record(
                body: Array(
                    String(decoding: LotEvent(lot: "B2").body, as: UTF8.self)
                        .replacing(LotEvent.lot("B2"), with: LotEvent.product).utf8))
            try await server.commit(device)
            let answer = try await server.get("/touched").json
            #expect(answer["codes"]?.elements.compactMap(\.string) == [LotEvent.lot("A1")])
            #expect(answer["unreadable"]?.numberText == "1" && answer["next"]?.kind == .null)
            #expect(answer["upTo"]?.numberText == "\(server.services.published.treeSize)")
            #expect(try await codes(server, "") == [LotEvent.lot("A1")])
        }
    }

    @Test(
        "what cannot be asked is refused",
        arguments: [
            ("to=1000000", 400), ("from=3&to=2", 400), ("operator=1", 400), ("operator=91350100M000100Y43", 422),
            ("site=", 400), ("site=6901234567893", 400), ("since=yesterday", 400), ("cursor=x", 400),
            ("cursor=0@91350100M000100Y43/dock-1", 400), ("cursor=01", 400), ("limit=1", 400),
        ])
    func refused(_ query: String, status: Int) async throws {
        try await TestServer.with { server in
            let answer = try await server.get("/touched?\(query)")
            #expect(answer.status == status, "\(answer.text)")
        }
    }
}
