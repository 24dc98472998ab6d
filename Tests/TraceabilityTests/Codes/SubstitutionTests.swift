import Testing
import Traceability

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
        ("(01)06901234567892(10)A1(21)7", 4..<18), ("]d2010690123456789210A1\u{1D}217", 5..<19),
        ("(00)106141412345678908", 4..<22), ("00106141412345678908", 2..<20), ("(414)4012345000115", 5..<18),
        ("https://id.gs1.org/01/06901234567892/10/A1", 22..<36), ("https://id.gs1.org/00/106141412345678908", 22..<40),
        ("(8018)952000100000000009", 6..<24), ("(8003)04012345666663X1", 6..<20),
    ])
    func everywhere(code: String, places: Range<Int>) throws {
        let key = try reader.read(code).key
        let characters = Array(code)
        for (place, text) in substitutions(of: code, places: places) {
            // A gap between printed groups is no part of the code: another gap there changes nothing.
            let isGap = characters[place] == " "
            let read = try? reader.read(text)
            #expect(read == nil || (isGap && read?.key == key), "\(text)")
        }
    }

    /// ISO 6346 values letters up to 38 but counts mod 11, so letters eleven apart look alike to it; the test says exactly
    /// which substitutions the standard cannot see, and that all others are refused.
    @Test func inAContainerNumberExceptWhereTheStandardIsBlind() throws {
        let code = "CSQU3054383"
        let values: [Character: Int] = Dictionary(
            uniqueKeysWithValues: zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (10...38).filter { $0 % 11 != 0 }))
        let characters = Array(code)
        for (place, text) in substitutions(of: code, places: 0..<11) {
            let changed = Array(text)[place]
            let isBlind =
                place < 3 && values[changed].map { ($0 - (values[characters[place]] ?? 0)) % 11 == 0 } ?? false
            #expect(((try? reader.read(text)) != nil) == isBlind, "\(text)")
        }
    }
}
