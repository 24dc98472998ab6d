import ArgumentParser
import CommandSupport

/// Draws of inspections (双随机一公开).
struct DrawCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draw",
        abstract: said(
            "Draw firms and inspectors at random, and make it public.", "双随机、一公开：随机抽取检查对象与检查人员并公示。"),
        discussion: said(
            "An office commits itself to both lists on the ledger (prepare). What decides the draw is the next complete checkpoint with its "
                + "witnesses' cosignatures, which nobody knows then (run). Everybody can make the draw again (check).",
            "机关先将两份名录承诺上账（prepare）；决定抽取结果的是其后首个完整检查点及见证方联署，当时无人能知（run）；任何人都可重做抽取（check）。"),
        subcommands: [PrepareDraw.self, RunDraw.self, SubstituteInDraw.self, CheckDraw.self, PublishDraw.self])
}

/// Where the files of a draw are kept on this machine.
struct DrawFolderOption: ParsableArguments {
    @Option(
        help: .said(
            "the folder for the files of the draw (default: one named after it, here)", "抽查文件所在目录（默认为当前目录下同名目录）",
            valueName: "dir"), completion: .directory)
    var to: String?

    func files(of word: String) -> DrawFiles { DrawFiles(directory: to ?? word) }
}
