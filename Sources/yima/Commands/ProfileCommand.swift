import ArgumentParser
import CommandSupport
import Files
import Profiles
import StrictJSON
import Values

/// Shows what the profiles ask, and writes empty tables to be filled in.
struct ShowProfile: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: said("What a category of goods must have recorded.", "某一品类须记录哪些数据项。"),
        discussion: said(
            "Without ID the profiles that there are; with one its data elements: what each may hold, for which steps it is "
                + "required, under which condition and from which day. --template writes an empty table of scans with rows of "
                + "explanations and an example, which 'yima ingest' passes over.",
            "不带 ID 时列出全部品类规范；带 ID 时列出其数据项：填写格式、必填环节、条件与起始日期。--template 生成空白扫码表（含说明行和示例行，yima ingest 会跳过）。"
        ))

    @Argument(
        help: .said(
            "food, aquatic, imported-meat, crops, livestock, grain, tea, forest, cowpea, cross-border, or one of your own",
            "food、aquatic、imported-meat、crops、livestock、grain、tea、forest、cowpea、cross-border 或自定义品类", valueName: "id"),
        completion: .profiles)
    var id: String?

    @Option(
        help: .said(
            "only what this step must have: receive, ship, … (several with commas, or given again)",
            "只看某一环节的必填项：收货、发货等（多个用逗号分隔或重复给出）", valueName: "step"), completion: .steps)
    var step: [String] = []

    @Option(
        help: .said(
            "profiles that replace the built-in ones (default: YIMA_DEFINITIONS)", "替换内置品类规范的目录（默认取 YIMA_DEFINITIONS）",
            valueName: "dir"), completion: .directory)
    var definitions: String?

    @Flag(help: .said("one JSON document", "输出一个 JSON 文档"))
    var json = false

    @Option(help: .said("write an empty table: csv, xlsx", "生成空白表：csv、xlsx", valueName: "format"))
    var template: TemplateFormat?

    @Option(
        name: .shortAndLong,
        help: .said(
            "where the template goes; csv without it: standard output", "模板写入的文件；csv 不指定则输出到标准输出", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var overwriting: OverwriteOptions

    func validate() throws {
        if id == nil, !step.isEmpty || template != nil {
            throw ValidationError(en: "name a profile", zh: "请指定品类规范")
        }
        if template == nil, output != nil {
            throw ValidationError(en: "--output goes with --template", zh: "--output 须与 --template 同用")
        }
        if template == .xlsx, output == nil {
            throw ValidationError(en: "an XLSX file needs a name: -o FILE", zh: "XLSX 须指定文件名：-o FILE")
        }
        if template != nil, json {
            throw ValidationError(en: "--json does not go with --template", zh: "--json 不能与 --template 同用")
        }
    }

    func run() throws {
        let library = try Definitions.load(try Settings().definitions(definitions)).profiles
        guard let id else { return try list(library) }
        let profile = try Importing.profile(id, in: library)
        let words = step.flatMap { $0.split { $0 == "," || $0 == "，" || $0 == "、" }.map(String.init) }
        let steps = try words.map { word throws(CommandError) in try Self.step(word, of: profile) }
        if template != nil { try overwriting.check(output) }
        switch template {
        case .csv: try write(ScanTemplate(profile: profile, steps: steps).csv { said($0) })
        case .xlsx:
            try TemplateWorkbook(ScanTemplate(profile: profile, steps: steps), steps: steps).write(
                to: output ?? "", existing: overwriting.existing)
        case nil: try show(profile, steps)
        }
    }

    private func list(_ library: ProfileLibrary) throws(CommandError) {
        let profiles = library.profiles.sorted { $0.id < $1.id }
        if json { return try Console.print(.object([("profiles", .array(profiles.map(\.summary)))])) }
        var table = TextTable()
        for profile in profiles {
            table.add([
                profile.id, said(profile.label), "v\(profile.version)",
                said("from \(profile.validFrom)", "自 \(profile.validFrom) 起"),
                said("\(profile.elements.count) elements", "\(profile.elements.count) 项"),
            ])
        }
        for line in table.lines { try Console.print(line) }
    }

    private func show(_ profile: Profile, _ steps: [EventStep]) throws(CommandError) {
        let elements = profile.elements(forAnyOf: steps)
        if json { return try Console.print(profile.json(elements: elements)) }
        let text = ProfileText(profile: profile, steps: steps)
        for line in text.lines(of: elements) { try Console.print(line) }
    }

    private func write(_ csv: [UInt8]) throws(CommandError) {
        guard let output else { return try Console.write(csv) }
        // Excel takes a CSV without a byte-order mark for the local code page.
        try FileWriter.write([0xEF, 0xBB, 0xBF] + csv, to: output, existing: overwriting.existing)
    }

    private static func step(_ word: String, of profile: Profile) throws(CommandError) -> EventStep {
        if let step = profile.steps.step(named: word) { return step }
        let words = profile.steps.steps.map(\.name).joined(separator: ", ")
        let wordsZh = profile.steps.steps.map { $0.aliases.first ?? $0.name }.joined(separator: "、")
        throw CommandError(
            .usage, at: Wording("--step \(word.shown)"), en: "no such step (there are \(words))",
            zh: "没有这个环节（可用：\(wordsZh)）")
    }
}

extension ShowProfile {
    /// The kinds of file that a template may be.
    enum TemplateFormat: String, ExpressibleByArgument, CaseIterable {
        case csv, xlsx
    }
}
