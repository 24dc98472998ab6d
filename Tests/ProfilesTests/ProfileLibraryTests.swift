import Profiles
import StrictJSON
import Testing
import Values

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
        #expect(
            library.profiles.map(\.id).sorted() == [
                "aquatic", "cowpea", "crops", "cross-border", "food", "forest", "grain", "imported-meat", "livestock",
                "tea", "toys",
            ])
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

    /// The element `a` with this in its definition, after an enumeration `kind` of x and y and a private `secret`.
    private static func conditional(_ more: String) -> [UInt8] {
        file(
            #"""
            {"name": "kind", "en": "kind", "zh": "类", "type": "enum", "values": ["x", {"value": "y", "aliases": ["歪"]}]},
            {"name": "secret", "en": "secret", "zh": "密", "type": "text", "private": true},
            {"name": "a", "en": "a", "zh": "甲", "type": "text", \#(more)}
            """#)
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
        (file(#"{"name": "a", "en": "a", "zh": "a", "type": "code"}"#), 2, 15, "\"scheme\" is missing"),
        (file(#"{"name": "a", "en": "a", "zh": "a", "type": "text", "scheme": "gln"}"#), 2, 15, "scheme belongs"),
        (
            file(
                #"{"name": "a", "en": "a", "zh": "a", "type": "enum", "values": ["x", {"value": "y", "aliases": ["x"]}]}"#
            ),
            2, 83, "\"x\" stands twice"
        ),
        (file(#"{"name": "a", "en": "a", "zh": "甲", "type": "code", "scheme": "glm"}"#), 2, 77, "called \"glm\""),
        (file(#"{"name": "hen house", "en": "a", "zh": "甲", "type": "text"}"#), 2, 24, "letters and digits"),
        (file(#"{"name": "鸡舍", "en": "a", "zh": "甲", "type": "text"}"#), 2, 24, "letters and digits"),
        (file(#"{"name": "sealed", "en": "a", "zh": "甲", "type": "text"}"#), 2, 24, "already"),
        (file(#"{"name": "profile", "en": "a", "zh": "甲", "type": "text"}"#), 2, 24, "already"),
        (file(#"{"name": "code", "en": "a", "zh": "甲", "type": "text"}"#), 2, 15, "heads the column code"),
        (file(#"{"name": "a", "en": "a", "zh": "条码", "type": "text"}"#), 2, 15, "heads the column code"),
        (file(#"{"name": "a", "en": "a", "zh": "甲", "type": "text", "maxLength": 0}"#), 2, 80, "at least one"),
        (file(#"{"name": "a", "en": "a", "zh": "甲", "type": "date", "maxLength": 8}"#), 2, 80, "text only"),
        (file(#"{"name": "a", "en": "a", "zh": "甲", "type": "date", "masks": ["@"]}"#), 2, 76, "text, code only"),
        (file(#"{"name": "a", "en": "a", "zh": "甲", "type": "text", "minimum": "1"}"#), 2, 78, "decimal, integer only"),
        (
            file(#"{"name": "a", "en": "a", "zh": "甲", "type": "decimal", "minimum": "2", "maximum": "1"}"#), 2, 97,
            "from 2 to 1"
        ),
        (file(age + #", {"name": "b", "en": "age", "zh": "乙", "type": "text"}"#), 2, 93, "both age and b"),
        (file(age + #", {"name": "b", "en": "b", "zh": "年龄", "type": "text"}"#), 2, 93, "both age and b"),
        (conditional(#""required": "C", "from": "2026-02-30""#), 4, 78, "a day such as"),
        (conditional(#""required": "C", "from": "2026-02-02", "until": "2026-02-01""#), 4, 1, "before it begins"),
        (conditional(#""from": "2026-02-02""#), 4, 61, "without \"required\""),
        (conditional(#""requiredWhen": [{"for": "C"}]"#), 4, 70, "\"element\" is missing"),
        (conditional(#""requiredWhen": [{"element": "kind", "for": "CQ"}]"#), 4, 97, "\"Q\""),
        (conditional(#""requiredWhen": [{"element": "kin", "for": "C"}]"#), 4, 82, "unknown element \"kin\""),
        (conditional(#""requiredWhen": [{"element": "secret", "for": "C"}]"#), 4, 82, "private"),
        (
            conditional(#""requiredWhen": [{"element": "kind", "is": ["x", "z"], "for": "C"}]"#), 4, 102,
            "kind is never \"z\""
        ),
        (
            conditional(#""requiredWhen": [{"element": "kind", "is": ["歪"], "for": "C"}]"#), 4, 97,
            "kind is never \"歪\""
        ),
        (
            conditional(#""requiredWhen": [{"element": "kind", "for": "C", "unless": [{"element": "b"}]}]"#), 4, 125,
            "unknown element \"b\""
        ),
        (
            conditional(#""requiredWhen": [{"for": "C", "unless": [{"element": "b"}]}]"#), 4, 106,
            "unknown element \"b\""
        ),
        (conditional(#""requiredWhen": [{"for": "C", "unless": [], "is": ["x"]}]"#), 4, 70, "\"element\" is missing"),
        (
            conditional(#""requiredWhen": [{"for": "C", "element": "kind", "contains": ["x"]}]"#), 4, 114,
            "kind is no text"
        ),
        (
            conditional(#""requiredWhen": [{"for": "C", "element": "kind", "is": ["x"], "contains": ["x"]}]"#), 4, 127,
            "either \"is\" or"
        ),
        (
            conditional(#""requiredWhen": [{"for": "C", "element": "kind", "contains": []}]"#), 4, 114,
            "either \"is\" or"
        ),
        (file(#"{"name": "a", "en": "a", "zh": "甲", "type": "date", "definite": true}"#), 2, 79, "text only"),
        (file(#"{"name": "a", "en": "a", "zh": "甲", "type": "text", "units": []}"#), 2, 76, "integer only"),
        (
            file(#"{"name": "a", "en": "a", "zh": "甲", "type": "integer", "units": [{"words": ["月", "月"]}]}"#), 2, 80,
            "\"月\" stands twice"
        ),
        (
            file(#"{"name": "a", "en": "a", "zh": "甲", "type": "integer", "units": [{"words": ["月"], "times": 0}]}"#),
            2, 106,
            "from 1 to 1000"
        ),
        (
            file(
                #"{"name": "a", "en": "a", "zh": "甲", "type": "integer", "units": [{"words": ["月"], "element": "b"}]}"#),
            2,
            108, "unknown element \"b\""
        ),
        (
            file(
                age
                    + #", {"name": "a", "en": "a", "zh": "甲", "type": "date", "reckonedFrom": {"day": "age", "months": "age"}}"#
            ),
            2, 169, "no open element of type date"
        ),
        (
            file(age + #", {"name": "b", "en": "b", "zh": "乙", "aliases": ["年龄"], "type": "text"}"#), 2, 93,
            "both age and b"
        ),
        (
            file(#"{"name": "a", "en": "a", "zh": "甲", "aliases": ["条码"], "type": "text"}"#), 2, 15,
            "heads the column code"
        ),
        (
            file(
                age, extra: #" "history": [{"version": 2, "since": "2026-01-01", "change": {"en": "x", "zh": "x"}}],"#),
            1, 120, "not the file's own"
        ),
        (file(age, extra: #" "extends": "games","#), 1, 120, "unknown profile"),
        (file(age, extra: #" "extends": "toys","#), 1, 120, "unknown profile"),
    ]

    @Test(arguments: malformed.indices)
    func `says the place of what is wrong in a file`(index: Int) throws {
        let (bytes, line, column, says) = Self.malformed[index]
        let error = try #require(throws: LocatedError.self) { try ProfileLibrary(overrides: ["toys.json": bytes]) }
        #expect(error.file == "toys.json")
        #expect((error.line, error.column) == (line, column), "\(error)")
        #expect(error.wording.en.contains(says), "\(error)")
    }

    @Test func `does not let two files define one profile`() throws {
        let food = String(decoding: Self.file(Self.age), as: UTF8.self).replacing(
            "\"toys\", \"version\"", with: "\"food\", \"version\"")
        let error = try #require(throws: LocatedError.self) {
            try ProfileLibrary(overrides: ["toys.json": Array(food.utf8)])
        }
        #expect(error.wording.en.contains("defined twice"))
    }
}
