import Codes
import EPCIS
import EventTesting
import Testing
import Values

/// GB 11643 numbers in whatever form people part and write them; those of honest codes are let through.
@Suite struct `An identity number in a text` {
    /// Made up, but for the example of GB 11643 itself.
    @Test(arguments: [
        "350505199001010578", "350505 199001010578", "35050519900101 0578", "身份证号35050519900101057 8",
        "350505 1990-01-01 0578", "350505.19900101.0578", "350505/19900101/0578", "350505_19900101_0578",
        "3505 0519 9001 0105 78", "350505\u{A0}19900101\u{A0}0578", "350505\u{200B}199001010578",
        "3505\u{FEFF}05\u{200D}1990\u{2060}0101\u{AD}0578", "350505–19900101–0578", "350505·19900101·0578",
        "350505—19900101—0578", "350505\t19900101\n0578", "350505    19900101    0578", "350505, 19900101, 0578",
        "350505(19900101)0578", "(01)06901234567892(10)350505199001010578", "(350505)(19900101)(0578)",
        "1350505199001010578", "350505199001010578350505199001010578",
        "00000350505199001010578999", "３５０５０５１９９００１０１０５７８", "35050519900101057８", "٣٥٠٥٠٥١٩٩٠٠١٠١٠٥٧٨",
        "三五零五零五一九九零零一零一零五七八", "三五〇五〇五一九九〇〇一〇一〇五七八", "350505一19900101一0578",
        "11010519491231002X", "11010519491231002x", "11010519491231002Х", "11010519491231002х", "11010519491231002Ⅹ",
        "11010519491231002×", "11010519491231002Ｘ", "110105 19491231 002 x", "11010519491231002X张三",
        "350505%2D19900101%2D0578", "350505%E3%80%80199001010578", "L350505199001010578", "3️⃣50505199001010578",
    ])
    func `is known however it is parted`(text: String) {
        #expect(PersonalNumber.first(in: text) == .identity)
        #expect(PersonalNumber.mayStand(in: text.utf8) || text.contains("%"))
        #expect(PersonalNumber.first(in: "前面\(text)后面") == .identity)
        #expect(PersonalNumber.isHeld(inCode: "urn:x:\(text)", CodeReader()))
    }

    @Test(arguments: [
        "", "350505199001010579", "350505199013010578", "990505199001010578", "350505A199001010578",
        "350505----19900101----0578", "350505**********78", "2026-11-30T15:00:00+08:00", "13805951234, 13905951234",
        "第一批第二批第三批第四批第五批第六批", "1101051949123100", "110105194912310020",
    ])
    func `is none where the digits make no sound one`(text: String) {
        #expect(PersonalNumber.first(in: text) != .identity)
    }

    @Test(arguments: [
        (#""ex:350505 19900101 0578":"1""#, ""), (#""ilmd":{"ex:a":{"350505.19900101.0578":1}}"#, "/ilmd/ex:a"),
        (#""bizStep":"https://a.example/350505199001010578""#, "/bizStep"),
        (#""quantityList":[{"epcClass":"urn:x:1","ex:who":"350505-199001010578"}]"#, "/quantityList/0/ex:who"),
        (#""ex:a":"350505\u00a019900101\u200b0578""#, "/ex:a"),
        (#""ex:a":"350505·19900101·0578""#, "/ex:a"), (#""ex:a":350505199001010578"#, "/ex:a"),
        (#""ex:a":"三五零五零五一九九零零一零一零五七八""#, "/ex:a"),
    ])
    func `is found in an event's values and names, and not repeated`(members: String, place: String) {
        let found = PersonalNumberCheck.found(in: Sample.object(members))
        #expect(found.map(\.number) == [.identity] && found.map(\.at.pointer) == [place], "\(found)")
        #expect(!found.contains { $0.at.wording.en.contains("0578") })
    }

    @Test func `is found in the addresses of an event's context`() {
        let event = Sample.object(#""ex:a":"1""#, context: #"[{"ex":"https://a.example/350505-19900101-0578/"}]"#)
        #expect(PersonalNumberCheck.found(in: event).map(\.at.pointer) == ["/@context/0/ex"])
    }

    /// Of each kind 100,000, from a fixed seed: how many honest ones are taken for a person's.
    @Test func `is not seen in honest codes, times, papers and lists of telephones`() {
        var state: UInt64 = 20_261_130
        func next(_ bound: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        func digits(_ count: Int) -> String { (0..<count).map { _ in "\(next(10))" }.joined() }
        func two(_ number: UInt64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        func day(_ mark: String = "") -> String {
            "\(2024 + next(4))\(mark)\(two(1 + next(12)))\(mark)\(two(1 + next(28)))"
        }
        func gtin() -> String { "0" + withCheck("69" + digits(10)) }
        func withCheck(_ body: String) -> String {
            let sum = body.utf8.reversed().enumerated().reduce(0) { $0 + Int($1.1 - 0x30) * ($1.0 % 2 == 0 ? 3 : 1) }
            return body + "\((10 - sum % 10) % 10)"
        }
        let kinds: [(name: String, make: () -> String, isCode: Bool)] = [
            ("lots of a day and a number", { "\(day())\(digits(3))" }, false),
            ("element strings", { "(01)\(gtin())(11)\(day().dropFirst(2))(10)\(digits(8))(21)\(digits(10))" }, true),
            ("Digital Links", { "https://id.gs1.org/01/\(gtin())/10/\(digits(10))/21/\(digits(12))" }, true),
            ("pallets", { "(00)\(withCheck("3" + digits(16)))" }, true),
            ("service relations", { "(8018)\(withCheck("69" + digits(15)))" }, true),
            ("element strings in a remark", { "(01)\(gtin())(11)\(day().dropFirst(2))(10)\(digits(8))" }, false),
            ("times", { "\(day("-"))T\(two(next(24))):\(two(next(60))):\(two(next(60)))+08:00" }, false),
            ("two times", { "\(day("-")) \(two(next(24))):\(two(next(60))) 至 \(day("-")) \(two(next(24))):00" }, false),
            ("papers", { "PS-\(day())-\(digits(4)), 3701\(day().prefix(4))1\(digits(9))" }, false),
            ("telephones", { (0..<4).map { _ in "1\(3 + next(7))\(digits(9))" }.joined(separator: ", ") }, false),
            ("places", { "geo:26.\(digits(6)),117.\(digits(6))" }, false),
        ]
        let codes = CodeReader()
        for kind in kinds {
            var alarms = 0
            for _ in 0..<100_000 {
                let text = kind.make()
                let isTaken =
                    kind.isCode
                    ? PersonalNumber.isHeld(inCode: text, codes) : PersonalNumber.first(in: text) == .identity
                if isTaken { alarms += 1 }
            }
            print("identity numbers seen in 100,000 \(kind.name): \(alarms)")
            // By chance eighteen digits in a row are one in some 400,000 cases; codes in a text have many such windows.
            #expect(alarms <= 20, "\(kind.name)")
        }
    }
}
