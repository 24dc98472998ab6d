import Foundation
import ProgramTesting
import Testing

/// A shell that completes command lines as it does for a person, with the script that a program gives it.
private struct Shell {
    let name: String
    let tool: Tool

    static func isThere(_ name: String) -> Bool {
        [name, host(of: name)].allSatisfy { FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)") }
            || ProcessInfo.processInfo.environment["YIMA_REQUIRE_ORACLES"] == "1"
    }

    /// What runs the script: fish has no terminal of its own to offer.
    private static func host(of name: String) -> String { name == "fish" ? "python3" : name }

    /// What is offered where the line ends; the words are separated by single blanks.
    func offers(_ line: String) async throws -> [String] {
        let program = String(line.split(separator: " ")[0])
        let script: String
        switch name {
        case "bash": script = Self.bash
        case "fish": script = Self.fish
        default: script = Self.zsh
        }
        try tool.home.write(script, to: "complete.\(name)")
        let outcome = try await Program(
            // A shell that waits for a terminal for ever is ended.
            URL(filePath: "/usr/bin/timeout"),
            ["--kill-after=5", "60", Self.host(of: name)] + (name == "zsh" ? ["-f"] : name == "bash" ? ["--norc"] : [])
                + [tool.home.url("complete.\(name)").path, program, line], in: tool.home.url,
            environment: [
                "HOME": tool.home.path, "LC_ALL": tool.locale, "PATH": "\(Tool.binaries.path):/usr/bin:/bin",
                "TERM": name == "fish" ? "xterm" : "dumb",
            ].merging(tool.environment) { $1 }
        ).run()
        guard outcome.status == 0 else { return [] }
        return String(decoding: outcome.output, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    private static let bash = #"""
        eval "$($1 --generate-completion-script bash)"
        read -ra COMP_WORDS <<<"$2"
        [[ $2 == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        COMP_LINE=$2
        COMP_POINT=${#COMP_LINE}
        "_$1" "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}"
        """#

    /// fish on a terminal of its own, since it completes codes only while somebody types: a key that is bound to it asks what it would offer.
    private static let fish = #"""
        import os, pty, sys
        program, line = sys.argv[1:]
        os.system(f"{program} --generate-completion-script fish >completions.fish")
        with open("begin.fish", "w") as begin:
            begin.write('function fish_prompt; echo -n REA"DY"; end; function fish_greeting; end\n'
                'function offer; complete -C (commandline -cp) | string replace -r "\\t.*" "" >offers; exit; end\n'
                'source completions.fish; bind \\cx offer\n')
        child, terminal = pty.fork()
        if child == 0:
            os.execvp("fish", ["fish", "-i", "-C", "source begin.fish"])
        screen = b""
        def until(text):
            global screen
            while text not in screen:
                screen += os.read(terminal, 4096)
            screen = b""
        until(b"READY")
        os.write(terminal, line.encode())
        until(line.split()[-1].encode())
        os.write(terminal, b"\x18")
        try:
            while os.read(terminal, 4096): pass
        except OSError:
            pass
        os.waitpid(child, 0)
        print(open("offers").read(), end="")
        """#

    /// The line editor of a shell on a terminal of its own: what is listed and inserted is read from its screen. Keys are taken in
    /// order, so that the last one says when the completion before it is done.
    private static let zsh = #"""
        zmodload zsh/zpty
        mkdir -p functions
        "$1" --generate-completion-script zsh >functions/_$1
        export COLUMNS=200 LINES=200
        zpty editor zsh -f -i
        zpty -w editor "PROMPT= PS2= ; unsetopt zle_bracketed_paste prompt_cr prompt_sp; stty rows 200 cols 200"
        zpty -w editor "fpath=($PWD/functions \$fpath); autoload -Uz compinit; compinit -u -D; LISTMAX=0"
        zpty -w editor 'zstyle ":completion:*" menu no; zstyle ":completion:*" list-colors'
        zpty -w editor 'report() { print -r -- "<<$BUFFER>>" >report; BUFFER=; zle accept-line }; zle -N report; bindkey "^X" report'
        zpty -w editor 'print REA''DY'
        wait_for() { local all= part; while [[ $all != *$~1* ]]; do zpty -r editor part || return 1; all+=$part; done; screen=$all }
        wait_for READY || exit 1
        zpty -w -n editor "$2"$'\t\t\x18'
        zpty -w editor 'print DO''NE'
        wait_for DONE || exit 1
        zpty -d editor
        {
            print -r -- "$screen"
            cat report
        } | tr -d '\r\\' | tr -s ' \t<>' '\n'
        """#
}

@Suite struct CompletionTests {
    private static let lot = "(01)06901234567892(10)A0"

    /// A user who has looked a code up, and has some files.
    private func room() async throws -> Tool {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Scans.file(0..<2), to: "scans.csv")
        try #require(try await tool.yima("ingest", "scans.csv").status == 0)
        try #require(try await tool.yima("lookup", Self.lot).status == 0)
        #expect(try await tool.yima("lookup", LedgerCommandTests.unknown).status == 3)
        try await daemon.stop()
        return tool
    }

    private func completes(_ name: String) async throws {
        let shell = Shell(name: name, tool: try await room())
        let cases: [(line: String, offers: [String], never: [String])] = [
            ("yima loo", ["lookup"], ["verify"]), ("yimad check", ["check-config"], ["init"]),
            ("yima verify --form", ["--format"], ["--fork"]),
            ("yima ingest --profile ", ["aquatic", "imported-meat", "food"], ["lookup"]),
            ("yima profile --step ", ["commission", "receive", "ship"], ["aquatic"]),
            ("yima code --as ", ["customs", "gln", "uscc"], ["aquatic"]),
            ("yima verify --batch --format ", ["json", "csv", "xlsx"], ["pdf"]),
            ("yima verify --batch sca", ["scans.csv"], [Self.lot]),
            // What nothing is on record about is not offered.
            ("yima lookup ", [Self.lot], [LedgerCommandTests.unknown]), ("yima ingest sca", ["scans.csv"], ["ledger"]),
            ("yimad operator add --role lab", ["laboratory"], ["port"]),
        ]
        for (line, offers, never) in cases {
            var found: [String] = []
            // Keys that come before a shell's line editor is ready are lost to it, as they are to people: they are typed again.
            for _ in 0..<4 where !offers.allSatisfy(found.contains) { found = try await shell.offers(line) }
            for word in offers { #expect(found.contains(word), "\(name): \(line): \(found)") }
            for word in never { #expect(!found.contains(word), "\(name): \(line): \(found)") }
        }
    }

    @Test("bash offers commands, options, values, files and the codes asked about lately")
    func bash() async throws { try await completes("bash") }

    @Test("zsh offers the same", .enabled(if: Shell.isThere("zsh"), "apt-get install zsh"))
    func zsh() async throws { try await completes("zsh") }

    @Test("fish offers the same", .enabled(if: Shell.isThere("fish"), "apt-get install fish"))
    func fish() async throws { try await completes("fish") }

    @Test("codes asked about lately are kept to fifty, newest first, and nobody else may read them")
    func recentCodes() async throws {
        let daemon = try await Daemon.begin()
        let tool = try await daemon.device("dock-1")
        try tool.home.write(Scans.file(0..<60), to: "scans.csv")
        try #require(try await tool.yima("ingest", "scans.csv").status == 0)
        let codes = (0..<60).map { "(01)06901234567892(10)A\($0)" }
        let scanned = try await tool.yima("scan", input: (codes + [codes[55], codes[55]]).joined(separator: "\n"))
        #expect(scanned.status == 0, "\(scanned.errors)")
        let file = ".local/state/yima/recent-codes"
        let kept = try tool.home.text(file).split(separator: "\n").map(String.init)
        #expect(kept == [codes[55]] + codes[10...].reversed().filter { $0 != codes[55] })
        let mode = try FileManager.default.attributesOfItem(atPath: tool.home.url(file).path)[.posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o600)
        try await daemon.stop()
    }
}
