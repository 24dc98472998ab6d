import EPCIS
import Foundation
import Hosting
import Ledger
import LedgerTesting
import OracleTesting
import ProgramTesting
import Testing
import TransparencyLog
import Values
import WebPages

@testable import LedgerServer

/// The page in a browser: what it looks like is for people, what its box says is told here.
@Suite(
    "The page in Chromium", .serialized,
    .enabled(if: Chromium.program != nil || Oracle.areRequired, "there is no Chromium"), .timeLimit(.minutes(5)))
struct PageBrowserTests {
    private static let path = CodePageTests.path

    private func with(
        _ events: [LotEvent] = [Self.made, Self.stored], _ body: @Sendable @escaping (TestServer) async throws -> Void
    ) async throws {
        try await TestServer.today { server in
            var device = server.fixture.device()
            for event in events { device.record(event) }
            try await server.commit(device)
            try await server.covered()
            try await body(server)
        }
    }

    private static let made = LotEvent(
        minute: 1, action: "ADD", bizStep: "commissioning", disposition: "active", kilograms: 500, productName: "大黄鱼")
    private static let stored = LotEvent(minute: 2, bizStep: "storing", disposition: "in_progress", kilograms: 500)

    @Test("A sound page is green, in both languages; each event that it shows is marked")
    func sound() async throws {
        try await with { server in
            let page = try await Chromium.page(port: server.port, "\(Self.path)?lang=en")
            #expect(page.state == "green", "\(page.box)")
            #expect(page.box.contains("checked by your own browser") && page.box.contains("First visit"))
            #expect(page.dom.components(separatedBy: " proven").count == 3)
            let chinese = try await Chromium.page(port: server.port, "\(Self.path)?lang=zh")
            #expect(chinese.state == "green" && chinese.box.contains("已由您自己的浏览器核验"))
        }
    }

    @Test("Where nothing is on record, that is shown and not only said")
    func absent() async throws {
        try await with { server in
            let page = try await Chromium.page(port: server.port, "/01/06901234567892/10/NEVER?lang=en")
            #expect(page.state == "absent" && page.box.contains("nothing is on record of this code"), "\(page.box)")
            #expect(!page.dom.contains("check green") && page.box.contains("That says nothing for the goods"))
        }
    }

    @Test(
        "A recall, a failed test and a hold are told by the script itself, above all else; such a page is no lie, and never green",
        arguments: [
            (LotEvent(minute: 3, bizStep: "holding", disposition: "recalled"), "RECALLED: do not eat"),
            (LotEvent(minute: 3, bizStep: "inspecting", disposition: "non_conformant"), "FAILED ITS TEST"),
            (LotEvent(minute: 3, bizStep: "holding"), "ON HOLD"),
        ])
    func warned(of event: LotEvent, _ word: String) async throws {
        try await with([Self.made, Self.stored, event]) { server in
            let page = try await Chromium.page(port: server.port, "\(Self.path)?lang=en")
            #expect(page.state == "warned" && page.own.contains(word), "\(page.box)")
            #expect(page.box.contains("WARNING: the record speaks against it") && !page.dom.contains("check green"))
        }
    }

    @Test("What is past its day, by its label or by what was signed, is told so, whether the host says it or not")
    func expired() async throws {
        let until = #""yima:expiryDate":"2026-03-01","#
        let dated = Self.event(1, "ADD", "commissioning", epcs: [LotEvent.lot("A1")], more: until)
        let shelf = Self.event(
            1, "ADD", "commissioning", epcs: [LotEvent.lot("A1")],
            more: #""ilmd":{"yima:productionDate":"2026-01-31","yima:shelfLifeMonths":"1"},"#)
        for (body, query, day) in [
            (dated, "", "2026-03-01"), (shelf, "", "2026-02-28"), (Self.made.body, "17=260200&", "2026-02-28"),
            (Self.made.body, "15=260131&", "2026-01-31"),
        ] {
            try await TestServer.today { server in
                var device = server.fixture.device()
                device.record(body: body)
                try await server.commit(device)
                try await server.covered()
                let relay = try RelayServer(to: server.port, Lie.warningHidden.change)
                for port in [server.port, relay.port] {
                    let page = try await Chromium.page(port: port, "\(Self.path)?\(query)lang=en")
                    #expect(page.state == "warned" && page.own.contains("EXPIRED"), "\(day): \(page.box)")
                    #expect(page.own.contains("Good until \(day)"), "\(day): \(page.own)")
                }
            }
        }
    }

    @Test("Whole up to a state of more than a day ago is not green")
    func old() async throws {
        try await TestServer.with(committing: .atOnce) { server in
            var device = server.fixture.device()
            device.record(Self.made)
            try await server.commit(device)
            try await server.covered()
            let page = try await Chromium.page(port: server.port, "\(Self.path)?lang=en")
            #expect(page.state == "old" && page.box.contains("only up to 2026-03-01"), "\(page.box)")
            #expect(!page.dom.contains("check green"))
        }
    }

    @Test(
        "A recall of what goods were made of is told by the script, also where the host hides it; so is one of an item's lot, which its address does not name",
        arguments: [false, true])
    func recalledBefore(isItem: Bool) async throws {
        try await TestServer.today { server in
            var device = server.fixture.device()
            let (lot, item) = (LotEvent.lot("A1"), "\(LotEvent.product)/21/7")
            if isItem {
                device.record(body: Self.event(1, "ADD", "commissioning", epcs: ["\(lot)/21/7"]))
            } else {
                device.record(LotEvent(minute: 0, action: "ADD", bizStep: "commissioning", lot: "P0", kilograms: 500))
                device.record(
                    body: Array(
                        """
                        {"@context":\(YimaContext.text),"type":"TransformationEvent","eventTime":"2026-02-28T00:01:00.000Z",\
                        "eventTimeZoneOffset":"+08:00","inputQuantityList":[{"epcClass":"\(LotEvent.lot("P0"))"}],\
                        "outputQuantityList":[{"epcClass":"\(lot)"}],"bizStep":"commissioning","disposition":"active"}
                        """.utf8))
            }
            device.record(LotEvent(minute: 5, bizStep: "holding", disposition: "recalled", lot: isItem ? "A1" : "P0"))
            try await server.commit(device)
            try await server.covered()
            let path = String((isItem ? item : lot).dropFirst("https://id.gs1.org".count))
            let honest = try await Chromium.page(port: server.port, "\(path)?lang=en")
            #expect(honest.state == "warned" && honest.own.contains("RECALLED"), "\(honest.box)")
            #expect(honest.own.contains("What it was made of") != isItem)
            let relay = try RelayServer(to: server.port, Lie.warningHidden.change)
            let hidden = try await Chromium.page(port: relay.port, "\(path)?lang=en")
            #expect(hidden.state == (isItem ? "red" : "warned"), "\(hidden.box)")
            #expect(hidden.own.contains("RECALLED") && !hidden.dom.contains("check green"))
        }
    }

    /// What a host may do that lies.
    enum Lie: CaseIterable, Sendable {
        case eventChanged, signatureChanged, timeOnPage, firmOnPage, wordOnPage, nameOnPage, eventInvented,
            warningHidden, warningEmpty, otherCode, otherCodeByAddress, unknownClaimed

        var change: RelayServer.Change {
            { path, answer in
                var answer = answer
                switch self {
                case .eventChanged where path.hasPrefix("/evidence"):
                    answer.text = answer.text.replacing("storing", with: "selling")
                case .signatureChanged where path.hasPrefix("/evidence"):
                    // The checkpoint's last signature line, in the middle of its base 64.
                    answer.text = Self.flippingSignature(of: answer.text)
                case .timeOnPage where path.hasPrefix("/01/"):
                    answer.text = answer.text.replacing("2026-02-28 08:01</time>", with: "2026-02-28 09:01</time>")
                case .firmOnPage where path.hasPrefix("/01/"):
                    answer.text = answer.text.replacing("<span>福州", with: "<span>厦门")
                case .wordOnPage where path.hasPrefix("/01/"):
                    answer.text = answer.text.replacing("<b>Stored</b>", with: "<b>Inspected</b>")
                case .nameOnPage where path.hasPrefix("/01/"):
                    answer.text = answer.text.replacing(">大黄鱼</h1>", with: ">野生大黄鱼</h1>")
                case .eventInvented where path.hasPrefix("/01/"):
                    answer.text = answer.text.replacing(
                        "id=\"timeline\">",
                        with: "id=\"timeline\"><li><time>2026-02-28 08:00</time> <b>Inspected</b></li>")
                case .warningHidden where path.hasPrefix("/01/"):
                    answer.text = answer.text.replacing("class=\"alert", with: "hidden class=\"no")
                case .warningEmpty where path.hasPrefix("/01/"):
                    answer.text = Lie.warningHidden.change(path, answer).text
                        .replacing("<main ", with: "<i class=\"alert\" hidden>!</i><i class=\"alert\"></i><main ")
                case .otherCode where path.hasPrefix("/01/"):
                    answer.text = answer.text.replacing("10/A1\" data-origin", with: "10/B2\" data-origin")
                case .otherCodeByAddress where path.hasPrefix("/01/"):
                    answer.text = Lie.warningHidden.change(path, answer).text
                        .replacing("<main ", with: "<main data-base=\"http://127.0.0.1:1\" ")
                        .replacing(
                            "data-subject=\"", with: "data-subject=\"https://id.gs1.org/01/06901234567892/10/B2\" x=\"")
                case .unknownClaimed where path.hasPrefix("/01/"):
                    answer.text = answer.text.replacing("data-known=\"1\"", with: "data-known=\"0\"")
                        .replacing("id=\"timeline\"", with: "id=\"none\"")
                default: break
                }
                return answer
            }
        }

        private static func flippingSignature(of text: String) -> String {
            guard let start = text.firstRange(of: "licheng ")?.upperBound else { return text }
            let place = text.index(start, offsetBy: 40)
            return text.replacingCharacters(in: place...place, with: text[place] == "A" ? "B" : "A")
        }
    }

    @Test("A page that lies is red, and says what does not hold", arguments: Lie.allCases)
    func lying(_ lie: Lie) async throws {
        let recall = LotEvent(minute: 3, bizStep: "holding", disposition: "recalled")
        try await with([Self.made, Self.stored, recall]) { server in
            let relay = try RelayServer(to: server.port, lie.change)
            let page = try await Chromium.page(port: relay.port, "\(Self.path)?lang=en")
            #expect(page.state == "red", "\(lie): \(page.box)")
            #expect(page.box.contains("FALSE: do not trust this page"))
        }
    }

    /// What comes after a failed test of its enrofloxacin, and whether that lifts it.
    enum Afterwards: CaseIterable, Sendable {
        case nothing, otherItem, otherGoods, byStranger, sameItem, released
        var lifts: Bool { [.sameItem, .released].contains(self) }
    }

    @Test(
        "A failed test that nobody lifted who may, of these goods and of this item, must be on the page",
        arguments: Afterwards.allCases)
    func failureHidden(_ afterwards: Afterwards) async throws {
        try await TestServer.today { server in
            var device = server.fixture.device()
            var stranger = server.fixture.device(1, operator: 2)
            for note in server.fixture.enrolment(of: stranger) {
                _ = try await server.host.sequencer.append(adminNote: note)
            }
            func test(_ minute: Int, _ item: String, _ isPassed: Bool, lot: String = "A1") -> [UInt8] {
                Self.event(
                    minute, "OBSERVE", "inspecting", epcs: [LotEvent.lot(lot)],
                    more:
                        #""disposition":"\#(isPassed ? "" : "non_")conformant","yima:testItem":"\#(item)","#)
            }
            device.record(Self.made)
            device.record(LotEvent(minute: 1, action: "ADD", bizStep: "commissioning", lot: "B2", kilograms: 5))
            device.record(body: test(2, "恩诺沙星", false))
            switch afterwards {
            case .nothing: break
            case .otherItem: device.record(body: test(3, "菌落总数", true))
            case .otherGoods: device.record(body: test(3, "恩诺沙星", true, lot: "B2"))
            case .byStranger: break
            case .sameItem: device.record(body: test(3, "恩诺沙星", true))
            case .released:
                device.record(
                    body: Self.event(3, "OBSERVE", "urn:yima:bizstep:releasing", epcs: [LotEvent.lot("A1")]))
            }
            try await server.commit(device)
            if afterwards == .byStranger {
                stranger.record(body: test(3, "恩诺沙星", true))
                try await server.commit(stranger)
            }
            try await server.covered()
            let honest = try await Chromium.page(port: server.port, "\(Self.path)?lang=en")
            #expect(honest.state == (afterwards.lifts ? "green" : "warned"), "\(honest.box)")
            #expect(honest.own.contains("class=\"alert") != afterwards.lifts, "\(honest.dom)")
            let relay = try RelayServer(to: server.port, Lie.warningHidden.change)
            let hidden = try await Chromium.page(port: relay.port, "\(Self.path)?lang=en")
            #expect(hidden.state == (afterwards.lifts ? "green" : "red"), "\(hidden.box)")
        }
    }

    @Test(
        "Where two firms issued the goods he counts whose prefix it is, and where it is nobody's the first of them",
        arguments: [true, false])
    func shill(isAssigned: Bool) async throws {
        try await TestServer.today { server in
            var device = server.fixture.device()
            var stranger = server.fixture.device(1, operator: 2)
            for note in server.fixture.enrolment(of: stranger) {
                _ = try await server.host.sequencer.append(adminNote: note)
            }
            if isAssigned {
                let act = AdminAct.prefixAssigned(
                    uscc: device.journal.operatorUSCC, prefix: "690123456", from: server.fixture.enrolledFrom)
                _ = try await server.host.sequencer.append(adminNote: server.fixture.note(act))
            }
            device.record(Self.made)
            device.record(LotEvent(minute: 3, bizStep: "holding", disposition: "recalled"))
            try await server.commit(device)
            stranger.record(LotEvent(minute: 2, action: "ADD", bizStep: "commissioning", kilograms: 5))
            try await server.commit(stranger)
            try await server.covered()
            let honest = try await Chromium.page(port: server.port, "\(Self.path)?lang=en")
            #expect(honest.state == "warned" && honest.own.contains("RECALLED"), "\(honest.box)")
            let relay = try RelayServer(to: server.port, Lie.warningHidden.change)
            let hidden = try await Chromium.page(port: relay.port, "\(Self.path)?lang=en")
            #expect(hidden.state == "red", "\(hidden.box)")
        }
    }

    @Test(
        "What an office says of goods of its district must be on the page, while it has the role and of what the role is",
        arguments: ["authority 3501", "authority 4401", "laboratory 3501", ""])
    func office(role: String) async throws {
        try await TestServer.today { server in
            var device = server.fixture.device()
            var office = server.fixture.device(1, operator: 7)
            for note in server.fixture.enrolment(of: office) {
                _ = try await server.host.sequencer.append(adminNote: note)
            }
            let words = role.split(separator: " ").map(String.init)
            if let granted = words.first.flatMap({ GrantedRole($0, scope: words[1]) }) {
                let act = AdminAct.roleGranted(
                    uscc: office.journal.operatorUSCC, role: granted, from: server.fixture.enrolledFrom)
                _ = try await server.host.sequencer.append(adminNote: server.fixture.note(act))
            }
            device.record(Self.made)
            try await server.commit(device)
            office.record(LotEvent(minute: 3, bizStep: "holding", disposition: "recalled"))
            try await server.commit(office)
            try await server.covered()
            let counts = role == "authority 3501"
            let honest = try await Chromium.page(port: server.port, "\(Self.path)?lang=en")
            #expect(
                honest.state == (counts ? "warned" : "green") && honest.own.contains("RECALLED") == counts,
                "\(honest.box)")
            let relay = try RelayServer(to: server.port, Lie.warningHidden.change)
            let hidden = try await Chromium.page(port: relay.port, "\(Self.path)?lang=en")
            #expect(hidden.state == (counts ? "red" : "green"), "\(hidden.box)")
        }
    }

    @Test(
        "A stranger who says to have issued what was opening stock, or items of a lot, makes no honest page red",
        arguments: ["opening stock", "items"])
    func lateIssuer(of what: String) async throws {
        try await TestServer.today { server in
            var device = server.fixture.device()
            var stranger = server.fixture.device(1, operator: 2)
            for note in server.fixture.enrolment(of: stranger) {
                _ = try await server.host.sequencer.append(adminNote: note)
            }
            let lot = LotEvent.lot("A1")
            device.record(
                body: what == "items"
                    ? Self.event(1, "ADD", "commissioning", epcs: ["\(lot)/21/1"])
                    : Self.event(1, "OBSERVE", "urn:yima:bizstep:opening_stock", epcs: [lot]))
            try await server.commit(device)
            stranger.record(LotEvent(minute: 2, action: "ADD", bizStep: "commissioning", kilograms: 5))
            stranger.record(LotEvent(minute: 3, bizStep: "holding", disposition: "recalled"))
            try await server.commit(stranger)
            try await server.covered()
            let page = try await Chromium.page(port: server.port, "\(Self.path)?lang=en")
            #expect(page.state == "green", "\(page.box)")
        }
    }

    @Test(
        "A recall is taken back by who recorded it, by its name or its place, and by nobody else",
        arguments: ["nobody", "stranger", "own name", "own place"])
    func withdrawn(by whom: String) async throws {
        try await TestServer.today { server in
            var device = server.fixture.device()
            var stranger = server.fixture.device(1, operator: 2)
            for note in server.fixture.enrolment(of: stranger) {
                _ = try await server.host.sequencer.append(adminNote: note)
            }
            let (lot, name) = (LotEvent.lot("A1"), "urn:uuid:6f1b3c0e-0000-4000-8000-000000000001")
            let named = whom == "own place" ? "" : #""eventID":"\#(name)","#
            func recall(_ more: String) -> [UInt8] {
                Self.event(2, "OBSERVE", "holding", epcs: [lot], more: #""disposition":"recalled","# + more)
            }
            let declared = #""errorDeclaration":{"declarationTime":"2026-02-28T00:05:00.000Z"},"#
            device.record(Self.made)
            device.record(body: recall(named))
            switch whom {
            case "own name": device.record(body: recall(named + declared))
            case "own place":
                device.record(body: recall(#""eventID":"urn:yima:event:\#(device.journal):1","# + declared))
            default: break
            }
            try await server.commit(device)
            stranger.record(LotEvent(minute: 4, action: "ADD", bizStep: "commissioning", lot: "B2", kilograms: 5))
            if whom == "stranger" { stranger.record(body: recall(named + declared)) }
            try await server.commit(stranger)
            try await server.covered()
            let isGone = whom.hasPrefix("own")
            let honest = try await Chromium.page(port: server.port, "\(Self.path)?lang=en")
            #expect(
                honest.state == (isGone ? "green" : "warned") && honest.own.contains("RECALLED") != isGone,
                "\(honest.box)")
            let relay = try RelayServer(to: server.port, Lie.warningHidden.change)
            let hidden = try await Chromium.page(port: relay.port, "\(Self.path)?lang=en")
            #expect(hidden.state == (isGone ? "green" : "red"), "\(hidden.box)")
        }
    }

    @Test(
        "What is unusual is no lie: master data in ilmd, steps by their full names, a sibling that failed, a stranger's recall, a serial that nobody issued"
    )
    func unusual() async throws {
        try await TestServer.today { server in
            var device = server.fixture.device()
            var stranger = server.fixture.device(1, operator: 2)
            for note in server.fixture.enrolment(of: stranger) {
                _ = try await server.host.sequencer.append(adminNote: note)
            }
            let lot = LotEvent.lot("A1")
            device.record(
                body: Self.event(
                    1, "ADD", "https://ref.gs1.org/cbv/BizStep-commissioning", epcs: ["\(lot)/21/1", "\(lot)/21/2"],
                    more: #""ilmd":{"yima:productName":" 鱼 ","yima:spec":500},"#))
            device.record(
                body: Self.event(2, "OBSERVE", "https://ref.gs1.org/cbv/BizStep-storing", epcs: ["\(lot)/21/1"]))
            device.record(
                body: Self.event(
                    3, "OBSERVE", "inspecting", epcs: ["\(lot)/21/2"], more: #""disposition":"non_conformant","#))
            device.record(LotEvent(minute: 4, action: "ADD", bizStep: "commissioning", lot: "B2", kilograms: 5))
            try await server.commit(device)
            stranger.record(LotEvent(minute: 5, action: "ADD", bizStep: "commissioning", lot: "B2", kilograms: 5))
            stranger.record(LotEvent(minute: 6, bizStep: "holding", disposition: "recalled", lot: "B2"))
            stranger.record(body: Array(#"{"type":"ObjectEvent","epcList":["\#(LotEvent.lot("C3"))"]}"#.utf8))
            stranger.record(
                body: Self.event(
                    7, "OBSERVE", "storing", epcs: ["\(lot)/21/9", "https://id.gs1.org/01/6901234567892/10/x"]))
            try await server.commit(stranger)
            try await server.covered()
            for (path, states) in [
                ("/01/06901234567892/10/A1/21/1", ["green"]), ("/01/06901234567892/10/A1/21/2", ["warned"]),
                ("/01/06901234567892/10/A1", ["green"]), ("/01/06901234567892/10/B2", ["green"]),
                ("/01/06901234567892/10/A1/21/9", ["green", "absent"]),
                ("/01/06901234567892/10/C3", ["absent", "green"]),
                ("/01/06901234567892", ["green"]), ("/01/06901234567892/10/A1/21/77", ["absent", "green"]),
            ] {
                let page = try await Chromium.page(port: server.port, "\(path)?lang=en")
                #expect(states.contains(page.state ?? "none"), "\(path): \(page.state ?? "none") \(page.box)")
            }
        }
    }

    private static func event(
        _ minute: Int, _ action: String, _ step: String, epcs: [String], more: String = ""
    ) -> [UInt8] {
        let list = epcs.map { "\"\($0)\"" }.joined(separator: ",")
        return Array(
            """
            {"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"yima":"urn:yima:elements:"}],\
            "type":"ObjectEvent","eventTime":"2026-02-28T00:0\(minute):00.000Z","eventTimeZoneOffset":"+08:00",\
            "action":"\(action)","bizStep":"\(step)",\(more)"epcList":[\(list)]}
            """.utf8)
    }

    @Test("Another host's page checks this ledger, and catches what a page of its own would not tell")
    func elsewhere() async throws {
        try await with { server in
            try await TestServer.today { other in
                func check(_ port: Int, _ lot: String = "A1") async throws -> Chromium.Page {
                    let ledger = encoded("http://127.0.0.1:\(port)")
                    return try await Chromium.page(
                        port: other.port, "/check?ledger=\(ledger)&code=\(encoded(LotEvent.lot(lot)))&lang=en")
                }
                let sound = try await check(server.port)
                #expect(sound.state == "green" && sound.own.contains("Created"), "\(sound.box)")
                #expect(try await check(server.port, "NEVER").state == "absent")
                let relay = try RelayServer(to: server.port, Lie.eventChanged.change)
                let lying = try await check(relay.port)
                #expect(lying.state == "red", "\(lying.box)")
                let closed = try await check(1)
                #expect(closed.state == "grey", "\(closed.box)")
            }
        }
    }

    @Test("What could not be checked is grey, and never red")
    func open() async throws {
        try await with { server in
            let changes: [RelayServer.Change] = [
                { path, answer in path.hasPrefix("/evidence") ? .failure : answer },
                { path, answer in path.hasPrefix("/ledger.vkey") ? .failure : answer },
                { path, answer in
                    var answer = answer
                    if path.hasPrefix("/evidence") { answer.text = "{}" }
                    return answer
                },
                { path, answer in
                    var answer = answer
                    if path.hasPrefix("/evidence") {
                        answer.text = answer.text.replacing("\"index\":{\"state\"", with: "\"indexed\":{\"state\"")
                            .replacing("\"index\": {", with: "\"indexed\": {")
                    }
                    return answer
                },
            ]
            for (place, change) in changes.enumerated() {
                let relay = try RelayServer(to: server.port, change)
                let page = try await Chromium.page(port: relay.port, "\(Self.path)?lang=en")
                #expect(page.state == "grey", "\(place): \(page.box)")
                #expect(page.box.contains("Could not be checked"))
            }
        }
    }

    @Test("A key in the address is what counts: the right one is green, another's is red")
    func pinned() async throws {
        try await with { server in
            let right = try await Chromium.page(
                port: server.port, "\(Self.path)?lang=en#key=\(encoded("\(server.fixture.signer.verifierKey)"))")
            #expect(right.state == "green" && right.box.contains("the key that you gave"), "\(right.box)")
            let other = LedgerFixture(seed: 2).signer.verifierKey
            let wrong = try await Chromium.page(
                port: server.port, "\(Self.path)?lang=en#key=\(encoded("\(other)"))")
            #expect(wrong.state == "red" && wrong.box.contains("NOT the ledger that you know"), "\(wrong.box)")
        }
    }

    @Test("A browser remembers: a ledger that goes on is green again, one that shrank or has another past is red")
    func memory() async throws {
        try await with { server in
            let relay = try RelayServer(to: server.port)
            let profile = try Chromium.Profile()
            let first = try await Chromium.page(port: relay.port, "\(Self.path)?lang=en", in: profile)
            #expect(first.state == "green" && first.box.contains("First visit"), "\(first.box)")
            // Another ledger of the same keys, which is shorter, and then longer with another past.
            try await with([Self.made]) { other in
                relay.turn(to: other.port)
                let shrunk = try await Chromium.page(port: relay.port, "\(Self.path)?lang=en", in: profile)
                #expect(shrunk.state == "red" && shrunk.box.contains("has shrunk"), "\(shrunk.box)")
            }
            let events = (2..<9).map { LotEvent(minute: $0, bizStep: "storing", kilograms: 400) }
            try await with([Self.made] + events) { other in
                relay.turn(to: other.port)
                let forked = try await Chromium.page(port: relay.port, "\(Self.path)?lang=en", in: profile)
                #expect(forked.state == "red" && forked.box.contains("changed its past"), "\(forked.box)")
            }
            relay.turn(to: server.port)
            var device = server.fixture.device(2)
            for note in server.fixture.enrolment(of: device).dropFirst() {
                _ = try await server.host.sequencer.append(adminNote: note)
            }
            device.record(3)
            try await server.commit(device)
            try await server.covered()
            let again = try await Chromium.page(port: relay.port, "\(Self.path)?lang=en", in: profile)
            #expect(again.state == "green" && again.box.contains("your browser saw before"), "\(again.box)")
            #expect(again.box.contains("the key that your browser remembers"))
        }
    }
}

@Suite(
    "The form for reports in Chromium", .serialized,
    .enabled(if: Chromium.program != nil || Oracle.areRequired, "there is no Chromium"), .timeLimit(.minutes(5)))
struct ReportBrowserTests {
    /// Has a browser send a page's first form as soon as the page is there; our own pages hold no script, so another puts it in.
    private static let sending = "<script>document.forms[0].submit()</script></body>"

    @Test("The form of our own page is taken from a browser; what another site has it send is not")
    func sites() async throws {
        try await ReportRoom.with { room in
            let port = room.server.port
            let own = try RelayServer(to: port) { path, answer in
                guard path.contains("report=form") else { return answer }
                var answer = answer
                answer.headers.removeAll { $0.lowercased().hasPrefix("content-security-policy:") }
                answer.text = answer.text.replacing("</body>", with: Self.sending)
                return answer
            }
            let before = await room.entries
            let page = try await Chromium.page(port: own.port, "\(ReportRoom.path)?report=form&lang=en")
            #expect(page.dom.contains("Receipt number") && page.dom.contains("received, being checked"), "\(page.dom)")
            // The event and the checkpoint of its journal.
            #expect(await room.entries == before + 2)

            let form = """
                <!doctype html><title>x</title><body><form method="post" action="http://127.0.0.1:\(port)\(ReportRoom.path)">
                <input name="class" value="report"><input name="kind" value="other"><input name="district" value="350102">
                </form>\(Self.sending)
                """
            let evil = try CannedServer(
                Array(repeating: CannedServer.answer("200 OK", form, ["Content-Type: text/html"]), count: 4))
            let refused = try await Chromium.page(port: evil.port, "/")
            #expect(refused.dom.contains("cross-site"), "\(refused.dom)")
            #expect(await room.entries == before + 2)
        }
    }
}

extension TestServer {
    /// A server whose clock is the browser's.
    static func today(_ body: @Sendable @escaping (TestServer) async throws -> Void) async throws {
        try await with(
            committing: .atOnce,
            preparing: { _, fixture in
                fixture.clock.set(Timestamp(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000)))
            }, body)
    }
}

/// A browser without a window, a new one for each page.
enum Chromium {
    static let program = Oracle.program(named: "chromium") ?? Oracle.program(named: "chromium-browser")

    /// What a browser remembers from one page to the next.
    final class Profile: Sendable {
        let directory: URL

        init() throws {
            directory = FileManager.default.temporaryDirectory.appending(path: "yima-chromium-\(UUID())")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(at: directory) }
    }

    struct Page: Sendable {
        let dom: String

        /// What the page's script found: green, red, grey; nil where it did not run to its end.
        var state: String? {
            dom.firstRange(of: "data-check=\"").map { String(dom[$0.upperBound...].prefix { $0 != "\"" }) }
        }

        /// What the script shows by itself, without what the host says.
        var own: String {
            dom.components(separatedBy: "<details class=\"host\"")[0].components(separatedBy: "<details open=\"\"")[0]
        }

        /// What stands in its box.
        var box: String {
            guard let start = dom.firstRange(of: "id=\"check\"") else { return "" }
            return String(
                dom[start.upperBound...].prefix(while: { $0 != "\u{0}" }).components(separatedBy: "</section>")[0])
        }
    }

    /// A page when its script is done.
    static func page(
        port: Int, _ target: String, in profile: Profile? = nil, arguments: [String] = []
    ) async throws -> Page {
        let profile = try profile ?? Profile()
        let program = try #require(program)
        let all =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-extensions", "--disable-background-networking", "--virtual-time-budget=20000",
                "--user-data-dir=\(profile.directory.path())", "--dump-dom",
            ] + arguments + ["http://127.0.0.1:\(port)\(target)"]
        let outcome = try await Program(program, all).run()
        return Page(dom: String(decoding: outcome.output, as: UTF8.self))
    }
}
