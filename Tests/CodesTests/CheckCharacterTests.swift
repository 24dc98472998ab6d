import Codes
import Testing

@Suite("Check characters")
struct CheckCharacterTests {
    @Test(arguments: [
        ("690123456789", "2"), ("629104150021", "3"), ("9638507", "4"), ("03600029145", "2"),
        ("10614141234567890", "8"),
        ("", "0"),
    ])
    func gs1Mod10GivesThePublishedDigit(digits: String, expected: Character) {
        #expect(CheckCharacter.gs1(digits) == expected)
    }

    @Test(arguments: [
        ("91350100M000100Y4", "3"), ("91110000600037341", "L"), ("91440300708461136", "T"), ("91330100799655058", "B"),
    ])
    func usccMod31GivesThePublishedCharacter(characters: String, expected: Character) {
        #expect(CheckCharacter.uscc(characters) == expected)
    }

    @Test(arguments: [("CSQU305438", "3"), ("TOLU473478", "7"), ("MSKU665341", "4"), ("CMAU100000", "0")])
    func iso6346GivesThePublishedDigit(characters: String, expected: Character) {
        #expect(CheckCharacter.container(characters) == expected)
    }

    @Test func gs1PairGivesThePublishedCharacters() {
        #expect(CheckCharacter.gs1Pair("1987654Ad4X4bL5ttr2310c") == "2K")
    }

    @Test func charactersWithoutAValueGiveNothing() {
        #expect(CheckCharacter.gs1("69012O") == nil)
        #expect(CheckCharacter.uscc("91350100I000100Y4") == nil)
        #expect(CheckCharacter.uscc("9135010") == nil)
        #expect(CheckCharacter.container("CSQU30543") == nil)
        #expect(CheckCharacter.gs1Pair("a b") == nil)
        #expect(CheckCharacter.gs1Pair("") == nil)
    }
}
