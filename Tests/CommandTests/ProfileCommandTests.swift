import Foundation
import Testing

@Suite("yima profile")
struct ProfileCommandTests {
    @Test("shows what a step must have, in the user's language", arguments: ["en", "zh"])
    func table(language: String) async throws {
        var tool = Tool()
        tool.locale = language == "zh" ? "zh_CN.UTF-8" : "C.UTF-8"
        try Golden.expect(try await tool.yima("profile", "aquatic", "--step", "release"), "profile-\(language)")
    }

    @Test("gives one JSON document that does not depend on the locale")
    func machines() async throws {
        var tool = Tool()
        for arguments in [
            ["profile", "--json"], ["profile", "food", "--json"], ["profile", "food", "--step", "ship", "--json"],
        ] {
            tool.locale = "C.UTF-8"
            let english = try await tool.run("yima", arguments)
            tool.locale = "zh_CN.UTF-8"
            let chinese = try await tool.run("yima", arguments)
            #expect(english.status == 0 && english.output == chinese.output)
            _ = try JSONSerialization.jsonObject(with: english.outputBytes)
        }
    }

    @Test("lists the profiles, those of the user among them")
    func list() async throws {
        let tool = Tool()
        try FileManager.default.createDirectory(at: tool.home.url("own"), withIntermediateDirectories: false)
        try tool.home.write(
            """
            {"id": "eggs", "version": 1, "validFrom": "2026-01-01", "label": {"en": "eggs", "zh": "鲜蛋"}, "source": "x",
             "extends": "food", "elements": []}
            """, to: "own/eggs.json")
        let outcome = try await tool.yima("profile", "--definitions", "own")
        #expect(
            outcome.output.split(separator: "\n").map { $0.prefix { $0 != " " } } == [
                "aquatic", "cowpea", "crops", "cross-border", "eggs", "food", "forest", "grain", "imported-meat",
                "livestock", "tea",
            ])
    }

    @Test("says the place of what is wrong in a profile of the user's")
    func malformed() async throws {
        let tool = Tool()
        try FileManager.default.createDirectory(at: tool.home.url("own"), withIntermediateDirectories: false)
        try tool.home.write("{\"id\": \"eggs\",\n \"versoin\": 1}", to: "own/eggs.json")
        let outcome = try await tool.yima("profile", "--definitions", "own")
        #expect(outcome.status == 74)
        #expect(outcome.errors == "yima: profile: own/eggs.json:2:13: unknown member \"versoin\"\n")
    }

    @Test("writes templates whole, and over no file", arguments: ["csv", "xlsx"])
    func template(format: String) async throws {
        let tool = Tool()
        let outcome = try await tool.yima("profile", "food", "--template", format, "-o", "t.\(format)")
        #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
        #expect(tool.home.names == ["t.\(format)"])
        let again = try await tool.yima("profile", "food", "--template", format, "-o", "t.\(format)")
        #expect(again.status == 73 && again.errors.contains("--force"))
        let forced = try await tool.yima("profile", "food", "--template", format, "-o", "t.\(format)", "--force")
        #expect(forced.status == 0)
        #expect(tool.home.names == ["t.\(format)"])
    }

    @Test(
        "says what is wrong with its arguments",
        arguments: [
            (["toys"], 64), (["food", "--step", "fly"], 64), (["--template", "csv"], 64), (["--step", "ship"], 64),
            (["food", "--template", "xlsx"], 64), (["food", "-o", "x"], 64),
            (["food", "--template", "csv", "--json"], 64),
            (["food", "--template", "xlsx", "-o", "none/x.xlsx"], 73),
            (["food", "--template", "csv", "-o", "none/x.csv"], 73),
        ] as [([String], Int32)])
    func refusals(arguments: [String], status: Int32) async throws {
        let outcome = try await Tool().run("yima", ["profile"] + arguments)
        #expect(outcome.status == status)
        // Under --json the refusal is a document too.
        #expect(outcome.output.isEmpty || outcome.output.hasPrefix(#"{"error":{"status":64,"#))
        #expect(outcome.errors.hasPrefix("yima: profile: "))
    }
}
