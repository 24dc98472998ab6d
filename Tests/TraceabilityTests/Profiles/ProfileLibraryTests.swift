import Testing
import Traceability

@Suite struct `A library of profiles` {
    private static func file(_ elements: String, extra: String = "") -> [UInt8] {
        Array(
            """
            {"id": "toys", "version": 1, "validFrom": "2026-01-01", "label": {"en": "toys", "zh": "玩具"}, "source": "x",\(extra)
             "elements": [\(elements)]}
            """.utf8)
    }

    private static let age = #"{"name": "age", "en": "age", "zh": "年龄", "type": "integer", "required": "C"}"#

    @Test func `takes a new profile from a file, also one that extends another`() throws {
        let library = try ProfileLibrary(overrides: ["toys.json": Self.file(Self.age, extra: #""extends": "food","#)])
        let toys = try #require(library.profile(named: "toys"))
        #expect(toys.element(named: "age")?.isRequired(for: .commission) == true)
        #expect(toys.element(named: "age")?.isRequired(for: .ship) == false)
        #expect(toys.element(named: "productName") == Profile.named("food")?.element(named: "productName"))
        #expect(library.profiles.map(\.id).sorted() == ["aquatic", "food", "imported-meat", "toys"])
    }

    @Test func `lets a file replace the built-in one of its name`() throws {
        let steps = Array(
            #"""
            {"steps": [{"step": "go", "aliases": [], "type": "ObjectEvent", "action": "ADD", "bizStep": "other"}],
             "columns": [], "units": [], "documents": []}
            """#.utf8)
        let library = try ProfileLibrary(overrides: ["steps.json": steps])
        #expect(library.steps.step(named: "go") != nil && library.steps.step(named: "ship") == nil)
    }

    static let malformed: [(bytes: [UInt8], line: Int, column: Int, says: String)] = [
        (Array("{".utf8), 1, 2, ""),
        (file(age + "," + age), 2, 92, "stands twice"),
        (file(#"{"name": "a", "en": "a", "zh": "a", "type": "tekst"}"#), 2, 59, "expected one of text"),
        (file(#"{"name": "a", "en": "a", "zh": "a", "type": "enum"}"#), 2, 15, "values"),
        (file(#"{"name": "a", "en": "a", "zh": "a", "type": "text", "required": "CQ"}"#), 2, 79, "\"Q\""),
        (
            file(#"{"name": "a", "en": "a", "zh": "a", "type": "text", "requird": "C"}"#), 2, 78,
            "unknown member \"requird\""
        ),
        (file(#"{"name": "a", "en": "a", "type": "text"}"#), 2, 15, "\"zh\" is missing"),
        (
            file(#"{"name": "a", "en": "a", "zh": "a", "type": "text", "required": "C", "private": true}"#), 2, 15,
            "private"
        ),
        (file(age, extra: #" "extends": "games","#), 1, 120, "unknown profile"),
        (file(age, extra: #" "extends": "toys","#), 1, 120, "unknown profile"),
    ]

    @Test(arguments: malformed.indices)
    func `says the place of what is wrong in a file`(index: Int) throws {
        let (bytes, line, column, says) = Self.malformed[index]
        let error = try #require(throws: DefinitionError.self) { try ProfileLibrary(overrides: ["toys.json": bytes]) }
        #expect(error.file == "toys.json")
        #expect((error.line, error.column) == (line, column), "\(error)")
        #expect(error.wording.en.contains(says), "\(error)")
    }

    @Test func `does not let two files define one profile`() throws {
        let food = String(decoding: Self.file(Self.age), as: UTF8.self).replacing(
            "\"toys\", \"version\"", with: "\"food\", \"version\"")
        let error = try #require(throws: DefinitionError.self) {
            try ProfileLibrary(overrides: ["toys.json": Array(food.utf8)])
        }
        #expect(error.wording.en.contains("defined twice"))
    }
}
