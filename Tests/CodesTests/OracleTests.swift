import Testing
import Values

@testable import Codes

private let reader = CodeReader()

@Suite("The oracle for codes")
struct PythonOraclePresenceTests {
    @Test func isThereWhereItIsRequired() {
        #expect(PythonOracle.isAvailable || !PythonOracle.isRequired, PythonOracle.howToInstall)
    }
}

@Suite(
    "biip and python-stdnum say the same",
    .enabled(if: PythonOracle.isAvailable, PythonOracle.howToInstall))
struct OracleTests {
    private static let count = 4000

    // MARK: biip

    @Test func ofProductCodesRightAndSpoilt() async throws {
        var random = SplitMix(state: 11)
        let codes = (0..<Self.count).map { index in
            let length = [8, 12, 13, 14][index % 4]
            let body = Self.text(length - 1, of: Self.digits, &random)
            let code = body + (CheckCharacter.gs1(body).map { String($0) } ?? "")
            return index % 3 == 0 ? Self.spoilt(code, with: Self.digits, &random) : code
        }
        let answers = try await PythonOracle.ask(codes.map { .init(do: "gtin", code: $0) })
        var inStoreCount = 0
        for (code, answer) in zip(codes, answers) {
            let reading = Result { () throws(CodeError) in try reader.read(code) }
            let ours = (try? reading.get())?.part("gtin")
            let theirs: String? = if case .text(let text) = answer.value { text } else { nil }
            if case .failure(let error) = reading, error.reason == .notGlobal {
                #expect(answer.inStore == true, "\(code)")
                inStoreCount += 1
                continue
            }
            #expect(answer.inStore != true, "\(code) is a shop's own")
            if ours == theirs { continue }
            Issue.record("\(code): \(ours ?? "refused") here, \(theirs ?? answer.why ?? "refused") there")
        }
        #expect(inStoreCount > Self.count / 20)
    }

    @Test func ofElementStringsRightAndSpoilt() async throws {
        var random = SplitMix(state: 12)
        let messages = (0..<Self.count).map { index in
            let message = Self.message(&random)
            return index % 2 == 0 ? message : Self.spoilt(message, with: Self.digits + "AZ/\u{1D}", &random)
        }
        let answers = try await PythonOracle.ask(messages.map { .init(do: "elements", code: $0) })
        var deviations: [ElementDeviation: Int] = [:]
        for (message, answer) in zip(messages, answers) {
            let ours = Result { () throws(CodeError) in try reader.read("]C1" + message) }
            switch ours {
            case .success(let code):
                guard answer.ok, case .elements(let elements) = answer.value else {
                    Issue.record("\(message.debugDescription) is read here, there: \(answer.why ?? "")")
                    continue
                }
                for element in elements {
                    let identifier = ApplicationIdentifierTable.standard.identifier(Array(element[0].utf8)[...])
                    let name = try #require(identifier?.name)
                    // How a value is shown is ours alone; which values there are must agree.
                    let isAsWritten = identifier?.isPlain ?? false
                    #expect(isAsWritten ? code.part(name) == element[1] : code.part(name) != nil, "\(message)")
                }
            case .failure(let error):
                guard answer.ok else { continue }
                let deviation = ElementDeviation(error, message)
                guard let deviation else {
                    Issue.record("\(message.debugDescription) is read there, here: \(error.wording.en)")
                    continue
                }
                deviations[deviation, default: 0] += 1
            }
        }
        // Half of all messages are right: agreement is not made of refusals alone.
        #expect(answers.count(where: \.ok) > Self.count / 2)
        #expect(deviations[.separatorGuessed] ?? 0 > 0)
    }

    /// What biip accepts and is refused here, each for a reason.
    private enum ElementDeviation {
        /// biip takes as many characters as an AI can have and goes on behind them, where the FNC1 is missing: a guess.
        case separatorGuessed
        /// biip knows no required and excluded pairs (General Specifications 4.13), nor that a label must name a thing.
        case pairs
        /// biip does not look into ISO 3166 and 4217 code lists, and takes any characters where set 82 is asked.
        case content
        /// biip keeps the second of two values for the same AI; General Specifications 4.14 forbids them.
        case twoValues
        /// biip gives an identifier without data, or with too little of them, where digits may be left out.
        case emptyOrShort
        /// biip takes day 00 in dates that the dictionary lists without it ((7003), (7006)).
        case dayZero
        /// biip tells a shop's own numbers apart and takes them; here they name nothing.
        case inStore
        /// biip passes over two separators side by side; here one of them may be a misread last character of a lot.
        case separatorTwice

        init?(_ error: CodeError, _ message: String) {
            switch error.reason {
            case .missingSeparator: self = .separatorGuessed
            case .missingPart: self = .pairs
            case .contradiction: self = error.wording.en.contains("twice") ? .twoValues : .pairs
            case .wrongCharacter: self = .content
            case .wrongLength: self = .emptyOrShort
            case .wrongDate where error.wording.en.contains("00 is not a date (YYMMDD)"): self = .dayZero
            case .notGlobal: self = .inStore
            case .unknownApplicationIdentifier where message.contains("\u{1D}\u{1D}"): self = .separatorTwice
            default: return nil
            }
        }
    }

    // MARK: python-stdnum

    @Test func ofCreditCodesRightAndSpoilt() async throws {
        let alphabet = String(decoding: CheckCharacter.usccAlphabet, as: UTF8.self)
        try await compare("uscc", seed: 13, spoilWith: alphabet + "IOSVZ") { random in
            let first = "159ANY".randomElement(using: &random).map { String($0) } ?? "9"
            let body =
                first + "1" + Self.text(2, of: "1234", &random) + Self.text(4, of: Self.digits, &random)
                + Self.text(9, of: alphabet, &random)
            return body + (CheckCharacter.uscc(body).map { String($0) } ?? "")
        } ours: { code in
            // stdnum wants digits in the first two places; GB 32100 table 2 gives letters to some registration departments
            // (A, N, Y). It also takes a first 0, which no department has.
            if !code.prefix(2).allSatisfy(\.isWholeNumber) || code.first == "0" { return nil }
            do throws(CodeError) {
                return try reader.read(code, as: "uscc").scheme == "uscc"
            } catch {
                // stdnum knows neither divisions nor the numbers of persons.
                return error.reason == .personalNumber || error.wording.en.contains("GB/T 2260") ? nil : false
            }
        }
    }

    /// Divisions change over the years, which stdnum follows to the county and this reader does not: it knows more, never less.
    @Test func ofThePeopleWhoseNumbersAreNotRecorded() async throws {
        var random = SplitMix(state: 17)
        let regions = ["110105", "350505", "350521", "310115", "440305", "513225", "659001", "110101"]
        let numbers = (0..<Self.count).map { _ in
            let day = Int.random(in: 0..<36_000, using: &random)
            let date = CalendarDate(daysSinceEpoch: day - 25_000).description.filter { $0 != "-" }
            let body = (regions.randomElement(using: &random) ?? "") + date + Self.text(3, of: Self.digits, &random)
            let check = CheckCharacter.iso7064Pure(of: Array(body.utf8)[...], modulus: 11) ?? 0x30
            let number = body + String(decoding: [check], as: UTF8.self)
            return number
        }
        let answers = try await PythonOracle.ask(numbers.map { .init(do: "ric", code: $0) })
        #expect(answers.count(where: \.ok) > Self.count / 4)
        for (number, answer) in zip(numbers, answers) where answer.ok {
            for written in [number, number.lowercased(), "urn:yima:uscc:\(number)"] {
                let error = #expect(throws: CodeError.self, "\(written)") { try reader.read(written) }
                #expect(error?.reason == .personalNumber, "\(written)")
            }
            let error = #expect(throws: CodeError.self) { try reader.read(number, as: "uscc") }
            #expect(error?.reason == .personalNumber)
        }
    }

    @Test func ofShipNumbersRightAndSpoilt() async throws {
        try await compare("imo", seed: 14, spoilWith: Self.digits + "A") { random in
            let body = Self.text(6, of: Self.digits, &random)
            return body + (CheckCharacter.imo(body).map { String($0) } ?? "")
        } ours: {
            (try? reader.read($0)) != nil
        }
    }

    @Test func ofContainersRightAndSpoilt() async throws {
        try await compare("iso6346", seed: 15, spoilWith: Self.digits + Self.letters) { random in
            let body =
                Self.text(3, of: Self.letters, &random) + Self.text(1, of: "UJZ", &random)
                + Self.text(6, of: Self.digits, &random)
            return body + (CheckCharacter.container(body).map { String($0) } ?? "")
        } ours: { code in
            // stdnum takes digits in the owner code and a category R, which ISO 6346 has not.
            if !code.prefix(3).allSatisfy(\.isLetter) || Array(code)[3] == "R" { return nil }
            return (try? reader.read(code, as: "container")) != nil
        }
    }

    @Test(arguments: [
        ("luhn", "luhn", "0123456789"), ("ean", "gs1", "0123456789"), ("mod_11_10", "iso7064-mod-11-10", "0123456789"),
        ("mod_37_36", "iso7064-mod-37-36", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        ("mod_11_2", "iso7064-mod-11-2", "0123456789"),
        ("mod_37_2", "iso7064-mod-37-2", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    ])
    func ofCheckCharactersRightAndSpoilt(theirs: String, name: String, alphabet: String) async throws {
        let algorithm = try #require(CheckAlgorithm.named[name])
        func check(_ body: some StringProtocol) -> String? {
            algorithm.character(after: Array(body.utf8)[...]).map { String(decoding: [$0], as: UTF8.self) }
        }
        // stdnum's ean is 8, 12, 13 or 14 digits long; the others take any number.
        try await compare(theirs, seed: 16, spoilWith: alphabet) { random in
            let body = Self.text(theirs == "ean" ? 12 : Int.random(in: 1...24, using: &random), of: alphabet, &random)
            return body + (check(body) ?? "")
        } ours: { code in
            check(code.dropLast()) == String(code.suffix(1))
        }
    }

    /// Right codes and such with one character changed, in one run; `ours` is nil where the two differ on purpose.
    private func compare(
        _ what: String, seed: UInt64, spoilWith alphabet: String, code: (inout SplitMix) -> String,
        ours: (String) -> Bool?
    ) async throws {
        var random = SplitMix(state: seed)
        let codes = (0..<Self.count).map { index in
            let right = code(&random)
            return index % 2 == 0 ? right : Self.spoilt(right, with: alphabet, &random)
        }
        let answers = try await PythonOracle.ask(codes.map { .init(do: what, code: $0) })
        for (code, answer) in zip(codes, answers) {
            guard let ours = ours(code) else { continue }
            #expect(ours == answer.ok, "\(code): \(answer.why ?? "valid") there")
        }
        #expect(answers.count(where: \.ok) > Self.count / 4)
    }

    // MARK: Codes at random

    private static let digits = "0123456789"
    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

    private static func text(_ length: Int, of alphabet: String, _ random: inout SplitMix) -> String {
        String((0..<length).compactMap { _ in alphabet.randomElement(using: &random) })
    }

    private static func spoilt(_ code: String, with alphabet: String, _ random: inout SplitMix) -> String {
        var characters = Array(code)
        let place = Int.random(in: 0..<characters.count, using: &random)
        characters[place] = alphabet.filter { $0 != characters[place] }.randomElement(using: &random) ?? "0"
        return String(characters)
    }

    /// (01) and some of what may stand beside it, as a scanner sends it.
    private static func message(_ random: inout SplitMix) -> String {
        let body = "0" + text(12, of: digits, &random)
        var message = "01" + body + (CheckCharacter.gs1(body).map { String($0) } ?? "")
        func two(_ range: ClosedRange<Int>) -> String { Int.random(in: range, using: &random).padded(to: 2) }
        let day = two(20...49) + two(1...12) + two(1...28)
        let lot = text(Int.random(in: 1...20, using: &random), of: digits + letters + "-/.", &random)
        let serial = text(Int.random(in: 1...20, using: &random), of: digits + letters, &random)
        let fields = [
            "17" + day, "11" + day, "310" + two(0...5).suffix(1) + text(6, of: digits, &random), "20" + two(0...99),
        ]
        for field in fields.shuffled(using: &random).prefix(Int.random(in: 0...3, using: &random)) { message += field }
        let variable = [
            "10" + lot, "21" + serial, "422156", "7003" + day + two(0...23) + two(0...59),
            "30" + text(4, of: digits, &random),
        ]
        let chosen = variable.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
        return message + chosen.joined(separator: "\u{1D}")
    }
}
