public import Values

/// Why a draw is not one, or cannot be made.
public enum DrawError: ExplainedError, Hashable {
    /// Line `line`, from 1, of a file is not as it is written there.
    case line(Int, in: DrawFile, Wording)
    /// A file is not the one that was committed to.
    case otherFile(DrawFile)
    /// The text of an act is not in its one form.
    case malformedAct
    /// What is committed to cannot be drawn: too few firms, a class that no firm has, a firm of another district.
    case impossible(Wording)
    /// The seed does not follow from the ledger and the witnesses.
    case seed(SeedFault)
    /// A substitution of what was not drawn, or out of its order.
    case substitution(number: Int, Wording)

    public var wording: Wording {
        switch self {
        case .line(let line, let file, let what):
            Wording(
                en: "line \(line) of the \(file.wording.en): \(what.en)", zh: "\(file.wording.zh)第 \(line) 行：\(what.zh)"
            )
        case .otherFile(let file):
            Wording(
                en: "the \(file.wording.en) is not the file that was committed to: its root is another",
                zh: "\(file.wording.zh)不是已承诺的文件：其根不同")
        case .malformedAct: Wording(en: "the text of the act is not in its one form", zh: "抽查行为的文本格式不对")
        case .impossible(let what): what
        case .seed(let fault): fault.wording
        case .substitution(let number, let what):
            Wording(en: "substitution \(number): \(what.en)", zh: "第 \(number) 次替换：\(what.zh)")
        }
    }
}

/// The files of a draw, each committed to by the root of the tree over its lines.
public enum DrawFile: String, Hashable, Sendable, CaseIterable {
    case firms
    case inspectors
    case result
    case findings

    public var wording: Wording {
        switch self {
        case .firms: Wording(en: "list of firms", zh: "检查对象名录库")
        case .inspectors: Wording(en: "list of inspectors", zh: "执法检查人员名录库")
        case .result: Wording(en: "result of the draw", zh: "抽取结果")
        case .findings: Wording(en: "findings of the inspections", zh: "检查结果")
        }
    }

    /// The first line of such a file.
    public var header: String { "yima-draw-\(rawValue)/1" }
}
