import Foundation
import ProgramTesting
import Testing

/// `scripts/install` into a directory tree, with the programs that these tests run.
@Suite("An installation")
struct InstallTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private func script(_ name: String, _ arguments: [String], _ home: TemporaryDirectory) async throws
        -> Program.Outcome
    {
        try await Program(
            Self.repository.appending(path: "scripts/\(name)"), arguments, in: home.url,
            environment: ["HOME": home.path, "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8"]
        ).run()
    }

    @Test("brings programs, units, manuals, completions, documents, schemas and examples, and takes them all away")
    func wholeTree() async throws {
        let home = TemporaryDirectory()
        let root = home.url("image")
        let installed = try await script(
            "install", ["--root", root.path, "--bindir-from", Tool.binaries.path, "--no-strip"], home)
        try #require(installed.status == 0, "\(String(decoding: installed.errors, as: UTF8.self))")
        let manifest = try String(contentsOf: root.appending(path: "usr/share/yima/manifest"), encoding: .utf8)
            .split(separator: "\n").map(String.init)
        for file in [
            "/usr/bin/yimad", "/usr/bin/yima", "/usr/lib/systemd/system/yimad.service", "/usr/share/man/man1/yima.1",
            "/usr/share/man/man8/yimad.8", "/usr/share/man/zh_CN/man1/yima.1",
            "/usr/share/bash-completion/completions/yima",
            "/usr/share/fish/vendor_completions.d/yimad.fish", "/usr/share/doc/yima/README.md",
            "/usr/share/doc/yima/docs/operations.md", "/usr/share/doc/yima/schema/openapi.json",
            "/usr/share/doc/yima/schema/json/evidence.schema.json", "/usr/share/doc/yima/schema/profiles/aquatic.json",
            "/usr/share/doc/yima/schema/examples/yellow-croaker/operators.csv",
        ] {
            #expect(manifest.contains(file), "\(file)")
        }
        for file in manifest {
            #expect(FileManager.default.fileExists(atPath: root.path + file), "\(file)")
        }
        try linksHold(in: root.appending(path: "usr/share/doc/yima"))

        let removed = try await script("uninstall", ["--root", root.path], home)
        #expect(removed.status == 0, "\(String(decoding: removed.errors, as: UTF8.self))")
        for file in manifest { #expect(!FileManager.default.fileExists(atPath: root.path + file), "\(file)") }
    }

    /// Every relative link of every document leads to something that is there.
    private func linksHold(in documents: URL) throws {
        let names = try FileManager.default.subpathsOfDirectory(atPath: documents.path).filter { $0.hasSuffix(".md") }
        #expect(names.count > 15)
        var count = 0
        for name in names {
            let text = try String(contentsOf: documents.appending(path: name), encoding: .utf8)
            for match in text.matches(of: /\]\(([^)#\s]+)(#[^)]*)?\)/) where !match.1.contains(":") {
                let target = documents.appending(path: name).deletingLastPathComponent().appending(
                    path: String(match.1))
                count += 1
                #expect(FileManager.default.fileExists(atPath: target.standardized.path), "\(name): \(match.1)")
            }
        }
        #expect(count > 20)
    }
}
