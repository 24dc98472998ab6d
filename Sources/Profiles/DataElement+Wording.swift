public import Values

extension DataElement {
    /// What a value may be: `text, at most 60`, `date`, `code gtin`, `number of at least 0`, `farmed (养殖), captured (捕捞)`.
    public var form: Wording {
        switch type {
        case .text where !masks.isEmpty: masked(Wording(en: "text", zh: "文本"))
        case .text: Wording(en: "text, at most \(lengthMax)", zh: "文本，至多\(lengthMax)字")
        case .date: Wording(en: "date", zh: "日期")
        case .time: Wording(en: "time", zh: "时间")
        case .decimal: Wording(en: "number\(range.en)", zh: "数字\(range.zh)")
        case .integer: Wording(en: "whole number\(range.en)", zh: "整数\(range.zh)")
        case .code: masked(Wording(en: "code \(scheme ?? "")", zh: "编码 \(scheme ?? "")"))
        case .enum: words
        }
    }

    private func masked(_ form: Wording) -> Wording {
        guard !masks.isEmpty else { return form }
        return Wording(
            en: "\(form.en) \(Self.list(masks, separator: " | "))",
            zh: "\(form.zh) \(Self.list(masks, separator: " | "))")
    }

    private var words: Wording {
        let en = enumValues.map { value in value.aliases.first.map { "\(value.value) (\($0))" } ?? value.value }
        let zh = enumValues.map { value in value.aliases.first.map { "\($0)（\(value.value)）" } ?? value.value }
        return Wording(en: Self.list(en, separator: ", "), zh: Self.list(zh, separator: "、"))
    }
}

extension Profile {
    /// When a requirement is asked: `commission, transform (productionMethod is farmed)`, without its days.
    public func wording(of requirement: ElementRequirement) -> Wording {
        let kinds = requirement.kinds.map { kinds in StepKind.allCases.filter(kinds.contains).map(\.label) }
        let steps = Wording(
            en: kinds?.map(\.en).joined(separator: ", ") ?? "every step",
            zh: kinds?.map(\.zh).joined(separator: "、") ?? "所有环节")
        let reasons = requirement.conditions.compactMap { condition in
            element(named: condition.element).map { ConditionTest(condition, on: $0).wording }
        }
        guard !reasons.isEmpty else { return steps }
        return Wording(
            en: "\(steps.en) (\(reasons.map(\.en).joined(separator: ", ")))",
            zh: "\(steps.zh)（\(reasons.map(\.zh).joined(separator: "，"))）")
    }
}

extension DataElement.Carrier {
    /// The column of a CSV of scans that says what the element would.
    var column: ScanColumn {
        switch self {
        case .eventTime: .time
        case .readPoint: .site
        case .things, .lots: .code
        case .quantities: .quantity
        case .source: .from
        case .destination: .to
        case .inputs: .inputs
        case .outputs: .outputs
        }
    }
}
