import ArgumentParser
import CommandSupport

/// By what a verdict is given.
struct VerdictOptions: ParsableArguments {
    @Option(
        help: .said(
            "rules, profiles and code schemes that replace the built-in ones (default: YIMA_DEFINITIONS)",
            "替换内置规则、品类规范与编码体系的目录（默认取 YIMA_DEFINITIONS）", valueName: "dir"))
    var definitions: String?

    @Option(
        help: .said("whose cosignatures are demanded", "要求哪些见证方联署", valueName: "file"))
    var witnessPolicy: String?
}
