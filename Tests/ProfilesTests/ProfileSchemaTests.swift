import Foundation
import Profiles
import StrictJSON
import Testing

@Suite struct `The JSON Schema of profile files` {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../schema/profiles")

    @Test(arguments: ProfileLibrary.builtIn.profiles.map(\.id))
    func `is met by the built-in files`(name: String) throws {
        let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: name + ".json")))
        #expect(try SchemaCheck("profile").faults(of: try JSONDocument(bytes).root) == [])
    }

    @Test func `is met by the example in docs/profiles.md, which is read`() throws {
        let page = String(
            decoding: try Data(contentsOf: Self.folder.appending(path: "../../docs/profiles.md")), as: UTF8.self)
        let block = try #require(page.firstRange(of: "```json\n"))
        let end = try #require(page[block.upperBound...].firstRange(of: "```"))
        let bytes = Array(page[block.upperBound..<end.lowerBound].utf8)
        #expect(try SchemaCheck("profile").faults(of: try JSONDocument(bytes).root) == [])
        let eggs = try #require(try ProfileLibrary(overrides: ["eggs.json": bytes]).profile(named: "eggs"))
        #expect(eggs.history.last?.version == eggs.version && eggs.base == "food")
    }

    /// Files that the reader refuses for their shape are refused by the schema, and the other way round.
    @Test(arguments: [
        (#""name": "a", "en": "a", "zh": "甲", "type": "text""#, true),
        (#""name": "a", "en": "a", "zh": "甲", "type": "text", "required": "CR", "from": "2026-01-01""#, true),
        (#""name": "a", "en": "a", "zh": "甲", "type": "code", "scheme": "gln""#, true),
        (#""name": "a", "en": "a", "zh": "甲", "type": "enum", "values": ["x", {"value": "y", "aliases": []}]"#, true),
        (#""name": "a", "en": "a", "zh": "甲", "type": "decimal", "minimum": "-1.5""#, true),
        (#""name": "a", "en": "a", "zh": "甲", "type": "text", "requiredWhen": [{"for": "*", "element": "a"}]"#, true),
        (
            #""name": "a", "en": "a", "zh": "甲", "type": "text", "requiredWhen": [{"for": "C", "unless": [{"element": "a", "contains": ["x"]}]}]"#,
            true
        ),
        (
            #""name": "a", "en": "a", "zh": "甲", "type": "text", "requiredWhen": [{"for": "POE", "from": "2026-01-01"}]"#,
            true
        ),
        (
            #""name": "a", "en": "a", "zh": "甲", "aliases": ["子"], "type": "text", "definite": true, "carriedBy": "lots""#,
            true
        ),
        (#""name": "a", "en": "a", "zh": "甲", "type": "integer", "units": [{"words": ["月"], "times": 2}]"#, true),
        (#""name": "a", "en": "a", "zh": "甲", "type": "integer", "units": [{"times": 2}]"#, false),
        (#""name": "a", "en": "a", "zh": "甲", "type": "date", "reckonedFrom": {"day": "a"}"#, false),
        (#""name": "a", "en": "a", "zh": "甲", "type": "text", "definite": "yes""#, false),
        (#""name": "a", "en": "a", "type": "text""#, false),
        (#""name": "", "en": "a", "zh": "甲", "type": "text""#, false),
        (#""name": "A b", "en": "a", "zh": "甲", "type": "text""#, false),
        (#""name": "sealed", "en": "a", "zh": "甲", "type": "text""#, false),
        (#""name": "a", "en": "a", "zh": "甲", "type": "text", "maxLength": 0"#, false),
        (#""name": "a", "en": "a", "zh": "甲", "type": "tekst""#, false),
        (#""name": "a", "en": "a", "zh": "甲", "type": "text", "required": "CQ""#, false),
        (#""name": "a", "en": "a", "zh": "甲", "type": "text", "requird": "C""#, false),
        (#""name": "a", "en": "a", "zh": "甲", "type": "text", "required": "C", "from": "soon""#, false),
        (#""name": "a", "en": "a", "zh": "甲", "type": "decimal", "minimum": 1"#, false),
        (#""name": "a", "en": "a", "zh": "甲", "type": "enum", "values": [{"value": "y"}]"#, false),
        (#""name": "a", "en": "a", "zh": "甲", "type": "text", "private": "yes""#, false),
        (#""name": "a", "en": "a", "zh": "甲", "type": "text", "carriedBy": "pigeon""#, false),
        (#""name": "a", "en": "a", "zh": "甲", "type": "text", "requiredWhen": [{"for": "C"}]"#, false),
        (#""name": "a", "en": "a", "zh": "甲", "type": "text", "requiredWhen": [{"element": "a"}]"#, false),
        (
            #""name": "a", "en": "a", "zh": "甲", "type": "text", "requiredWhen": [{"for": "C", "element": "a", "if": "x"}]"#,
            false
        ),
    ])
    func `agrees with the reader`(element: String, isSound: Bool) throws {
        let file = Array(
            """
            {"id": "toys", "version": 1, "validFrom": "2026-01-01", "label": {"en": "toys", "zh": "玩具"}, "source": "x",
             "elements": [{\(element)}]}
            """.utf8)
        #expect(try SchemaCheck("profile").faults(of: try JSONDocument(file).root).isEmpty == isSound)
        #expect(((try? ProfileLibrary(overrides: ["toys.json": file])) != nil) == isSound)
    }

    @Test func `has its twin for what the command prints`() throws {
        let schema = try SchemaCheck("profile-table")
        let profiles = ProfileLibrary.builtIn.profiles
        for profile in profiles {
            let text = profile.json(elements: profile.elements).formatted()
            #expect(schema.faults(of: try JSONDocument(text).root) == [])
        }
        let list = JSONNode.object([("profiles", .array(profiles.map(\.summary)))])
        #expect(schema.faults(of: try JSONDocument(list.formatted()).root) == [])
        #expect(schema.faults(of: try JSONDocument(Array("{}".utf8)).root) != [])
    }
}
