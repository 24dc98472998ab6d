import Codes
import Profiles
import Testing
import Values

@Suite struct `A data element that is a code` {
    private func element(_ definition: String) throws -> DataElement {
        let file = #"""
            {"id": "toys", "version": 1, "validFrom": "2023-01-01", "label": {"en": "toys", "zh": "玩具"}, "source": "x",
             "elements": [{"name": "a", "en": "a", "zh": "甲", \#(definition)}]}
            """#
        let library = try ProfileLibrary(overrides: ["toys.json": Array(file.utf8)])
        return try #require(library.profile(named: "toys")?.element(named: "a"))
    }

    @Test(arguments: [
        ("gln", "6901234567892", "6901234567892"), ("gln", "(414)6901234567892", "6901234567892"),
        ("gtin", "6901234567892", "06901234567892"), ("container", "CSQU 305438-3", "CSQU3054383"),
        ("sscc", "(00)106141412345678908", "106141412345678908"),
    ])
    func `takes any written form of its scheme, which the definition names`(
        scheme: String, written: String, canonical: String
    ) throws {
        let element = try element(#""type": "code", "scheme": "\#(scheme)""#)
        #expect(element.type == .code && element.scheme == scheme)
        #expect(try element.canonical(written, codes: CodeReader()) == canonical)
    }

    @Test(arguments: ["6901234567893", "CSQU3054383", "what", ""])
    func `refuses a wrong check character and codes of other schemes`(written: String) throws {
        let element = try element(#""type": "code", "scheme": "gln""#)
        #expect(throws: MalformedValue.self) { try element.canonical(written, codes: CodeReader()) }
    }

    @Test func `may be held to a form besides`() throws {
        let element = try element(#""type": "code", "scheme": "container", "masks": ["CSQ*"]"#)
        #expect(try element.canonical("csqu3054383", codes: CodeReader()) == "CSQU3054383")
        let error = try #require(throws: MalformedValue.self) {
            try element.canonical("MSKU9182746", codes: CodeReader())
        }
        #expect(error.wording.en.hasPrefix("a: "))
    }

    @Test(arguments: ["gtin", "uscc", "container"])
    func `has a short word for the schemes that are used most`(word: String) throws {
        let element = try element(#""type": "\#(word)""#)
        #expect(element.type == .code && element.scheme == word)
    }
}
