import Testing

@testable import Codes

private let reader = CodeReader()

/// Every text that differs from `code` in one character, within these places, in capitals, digits and some others.
private func substitutions(of code: String, places: Range<Int>) -> [(place: Int, text: String)] {
    let characters = Array(code)
    let others = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./ ()*#é一"
    return places.flatMap { place in
        others.filter { $0 != characters[place] }.map { other in
            var changed = characters
            changed[place] = other
            return (place, String(changed))
        }
    }
}

@Suite("One wrong character in a checked code is refused")
struct SubstitutionTests {
    @Test(arguments: [
        ("6901234567892", 0..<13), ("96385074", 0..<8), ("036000291452", 0..<12), ("16901234567899", 0..<14),
        ("6 901234 567892", 0..<15), ("0 36000 29145 2", 0..<15), ("9638 5074", 0..<9),
        ("91350100M000100Y43", 0..<18), ("urn:yima:uscc:91350100M000100Y43", 14..<32), ("91110000600037341L", 0..<18),
        // Of digits alone, and beginning like a veterinary drug code: nothing of another scheme comes of them.
        ("911101087693900008", 0..<18),
        ("(01)06901234567892(10)A1(21)7", 4..<18), ("]d2010690123456789210A1\u{1D}217", 5..<19),
        ("(02)06901234567892(37)12(00)106141412345678908", 4..<18),
        ("(00)106141412345678908", 4..<22), ("00106141412345678908", 2..<20), ("(414)4012345000115", 5..<18),
        ("(417)4012345002256", 5..<18), ("(402)40123459999876541", 5..<22), ("(253)4012345555554987", 5..<18),
        ("(255)401234599999044", 5..<18), ("(8017)401234500000987658", 6..<24), ("(8006)040123451234560102", 6..<20),
        ("https://id.gs1.org/01/06901234567892/10/A1", 22..<36), ("https://id.gs1.org/00/106141412345678908", 22..<40),
        ("(8018)952000100000000009", 6..<24), ("(8003)04012345666663X1", 6..<20),
        ("(8013)1987654Ad4X4bL5ttr2310c2K", 6..<31),
        // The whole of a raw element string up to its checked number: also its identifier.
        ("0106901234567892", 0..<16), ("00106141412345678908", 0..<20), ("00260301135010000437", 0..<20),
        ("SC10635010000013", 0..<16), ("urn:yima:sc:SC10635010000013", 12..<28),
        ("FJ350102000123004562603010075", 0..<29), ("MH-DHY-260301-07-0042-2", 0..<23),
        ("urn:yima:minhai:DHY-260301-07-0042-2", 16..<36),
    ])
    func everywhere(code: String, places: Range<Int>) throws {
        let key = try reader.read(code).key
        let characters = Array(code)
        for (place, text) in substitutions(of: code, places: places) {
            // A gap between printed groups is no part of the code: another gap there changes nothing.
            let isGap = characters[place] == " " || characters[place] == "-"
            let read = try? reader.read(text)
            #expect(read == nil || (isGap && read?.key == key), "\(text)")
        }
    }

    /// Seeded codes of every scheme whose check character sees every substitution: each place, each other character that the
    /// scheme has there, is refused.
    @Test func inManyCodesOfEverySchemeThatSeesAll() throws {
        var random = SplitMix(state: 2026)
        let digits = "0123456789"
        func text(_ length: Int, _ alphabet: String) -> String {
            String((0..<length).compactMap { _ in alphabet.randomElement(using: &random) })
        }
        for _ in 0..<40 {
            // Neither a shop's own number nor a region that there is not.
            let gtin = "6" + text(11, digits)
            let firm =
                "91350" + text(1, "12345678") + text(2, digits)
                + text(9, String(decoding: CheckCharacter.usccAlphabet, as: UTF8.self))
            let licence = text(13, digits)
            let box = text(3, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") + "260301" + text(6, digits)
            let codes = [
                gtin + (CheckCharacter.gs1(gtin).map { String($0) } ?? ""),
                firm + (CheckCharacter.uscc(firm).map { String($0) } ?? ""),
                "SC" + licence + (CheckCharacter.mod11And10(licence).map { String($0) } ?? ""),
                "MH" + box
                    + (CheckAlgorithm.mod37And36.character(after: Array(box.utf8)[...])
                        .map { String(decoding: [$0], as: UTF8.self) } ?? ""),
            ]
            for code in codes {
                _ = try reader.read(code)
                // A blank at an end is no character of the code: what is left is a shorter one, written as such.
                for (_, changed) in substitutions(of: code, places: 0..<code.count)
                where changed.first != " " && changed.last != " " {
                    #expect((try? reader.read(changed)) == nil, "\(changed) for \(code)")
                }
            }
        }
    }

    /// ISO 6346 values letters up to 38 but counts mod 11, so letters eleven apart look alike to it; the test says exactly
    /// which substitutions the standard cannot see, and that all others are refused.
    @Test(arguments: ["CSQU3054383", "MSKU9182745", "TOLU4734787", "CMAU1000000"])
    func inAContainerNumberExceptWhereTheStandardIsBlind(code: String) throws {
        let values: [Character: Int] = Dictionary(
            uniqueKeysWithValues: zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (10...38).filter { $0 % 11 != 0 }))
        let characters = Array(code)
        let remainder =
            characters.prefix(10).enumerated().reduce(0) { sum, next in
                sum + (values[next.element] ?? next.element.wholeNumberValue ?? 0) << next.offset
            } % 11
        for (place, text) in substitutions(of: code, places: 0..<11) {
            let changed = Array(text)[place]
            let isCategory = place == 3 && "UJZ".contains(changed)
            let isOwner = place < 3 && values[changed] != nil
            let isSerial = (4..<10).contains(place) && changed.isWholeNumber && changed.isASCII
            var isBlind = false
            if isCategory || isOwner || isSerial {
                let old = values[characters[place]] ?? characters[place].wholeNumberValue ?? 0
                let new = values[changed] ?? changed.wholeNumberValue ?? 0
                let now = (remainder + ((new - old) << place) % 11 + 11) % 11
                // Letters with equal values mod 11 leave the remainder as it is; remainder 10 is written as 0.
                isBlind = now % 10 == remainder % 10
            }
            #expect(((try? reader.read(text)) != nil) == isBlind, "\(text)")
        }
    }

    /// IMO's weights 7 to 2 are counted mod 10, so a place of even weight cannot tell digits 5 apart, nor the place of weight 5
    /// digits an even number apart; all others are refused.
    @Test(arguments: ["9074729", "IMO9074729", "8814275", "1234567"])
    func inAShipNumberExceptWhereTheStandardIsBlind(code: String) throws {
        let characters = Array(code)
        let start = characters.count - 7
        for (place, text) in substitutions(of: code, places: 0..<characters.count) {
            let changed = Array(text)[place]
            var isBlind = false
            if place >= start, place < characters.count - 1, changed.isASCII, let new = changed.wholeNumberValue,
                let old = characters[place].wholeNumberValue
            {
                isBlind = (new - old) * (7 - (place - start)) % 10 == 0
            }
            #expect(((try? reader.read(text)) != nil) == isBlind, "\(text)")
        }
    }

    /// Customs declarations, GACC registrations, drug codes and SB/T 10680 have no check character: a misread one is another
    /// one. What can be held is that it never passes for a code of a scheme that has.
    @Test(arguments: [
        "202603011350100004310872", "CURY01032401010047", "urn:yima:customs:371320261000418823",
        "urn:yima:sbt10680:35010200012340000017",
    ])
    func ofASchemeWithoutACheckNeverMakesACodeOfAnotherScheme(code: String) throws {
        let scheme = try reader.read(code).scheme
        for (_, text) in substitutions(of: code, places: 0..<code.count) {
            #expect((try? reader.read(text)).map(\.scheme) ?? scheme == scheme, "\(text)")
        }
    }
}
