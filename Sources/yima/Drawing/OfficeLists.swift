import Codes
import CommandSupport
import Draws
import EPCIS
import Values

/// What an office brings to a draw: its tables, made the files that are committed to.
struct OfficeLists {
    let firms: FirmList
    let inspectors: InspectorList
    /// The names of the inspectors, which stand nowhere in the files.
    let names: [Disclosure]

    /// - Parameter district: with which the district of every firm begins.
    init(firms: String, inspectors: String, district: String) throws(CommandError) {
        let file = try Self.firmFile(firms)
        let (names, second) = try Self.inspectorFile(inspectors)
        self.names = names
        do throws(DrawError) {
            self.firms = try FirmList(file, district: district)
            self.inspectors = try InspectorList(second)
        } catch {
            throw CommandError(.badInput, at: Wording("\(firms), \(inspectors)"), error.wording)
        }
    }

    /// What is published has no number of a person, in whatever column.
    private static func refuse(_ texts: [String], _ place: Wording) throws(CommandError) {
        for text in texts {
            guard let found = PersonalNumber.first(in: text) else { continue }
            throw CommandError(
                .badInput, at: place, found.wording, hint: Wording(en: "nothing was recorded", zh: "未记录任何内容"))
        }
    }

    private static func firmFile(_ path: String) throws(CommandError) -> [UInt8] {
        let table = try OfficeTable(
            path,
            [
                OfficeColumn(names: ["uscc", "统一社会信用代码"]), OfficeColumn(names: ["name", "名称", "企业名称", "主体名称"]),
                OfficeColumn(names: ["class", "风险类别", "风险等级", "风险分级"]),
                OfficeColumn(names: ["district", "行政区划", "行政区划代码"]),
            ])
        let codes = CodeReader()
        var firms: [FirmList.Firm] = []
        while let (values, place) = try table.next() {
            let uscc: String
            do throws(CodeError) { uscc = try codes.read(values[0], as: "uscc").part("uscc") ?? values[0] } catch {
                throw CommandError(.badInput, at: place, error.wording, hint: error.hint)
            }
            // A name is one line of the list: blanks of any kind in it are one blank.
            let name = values[1].split(whereSeparator: \.isWhitespace).joined(separator: " ")
            try refuse([name], place)
            firms.append(FirmList.Firm(uscc: uscc, riskClass: values[2], district: values[3], name: name))
        }
        return FirmList.file(of: firms)
    }

    private static func inspectorFile(_ path: String) throws(CommandError) -> ([Disclosure], [UInt8]) {
        let table = try OfficeTable(
            path,
            [
                OfficeColumn(names: ["number", "编号", "人员编号"]), OfficeColumn(names: ["name", "姓名"]),
                OfficeColumn(names: ["weight", "权重"], isRequired: false),
                OfficeColumn(names: ["conflicts", "回避", "回避对象"], isRequired: false),
            ])
        var names: [Disclosure] = []
        var inspectors: [InspectorList.Inspector] = []
        while let (values, place) = try table.next() {
            guard let weight = values[2].isEmpty ? 1 : Int(values[2]) else {
                throw CommandError(
                    .badInput, at: place, en: "a weight is a whole number: \(values[2].shown)",
                    zh: "权重应为整数：\(values[2].shown)")
            }
            guard !values[1].isEmpty, values[1].utf8.count <= 1000 else {
                throw CommandError(.badInput, at: place, en: "an inspector has a name", zh: "缺少姓名")
            }
            try refuse([values[0]], place)
            let name = InspectorList.disclosure(
                number: values[0], name: values[1], salt: Disclosure.systemSalts())
            names.append(name)
            inspectors.append(
                InspectorList.Inspector(
                    number: values[0], weight: weight, seal: name.digest,
                    conflicts: values[3].split { ";；,，、 ".contains($0) }.map(String.init)))
        }
        return (names, InspectorList.file(of: inspectors))
    }

    /// What the inspections found, from an office's table.
    static func findings(_ path: String) throws(CommandError) -> InspectionFindings {
        let table = try OfficeTable(
            path,
            [
                OfficeColumn(names: ["uscc", "统一社会信用代码"]), OfficeColumn(names: ["day", "日期", "检查日期"]),
                OfficeColumn(names: ["result", "结果", "检查结果"]),
                OfficeColumn(names: ["remark", "备注"], isRequired: false),
            ])
        var findings: [InspectionFindings.Finding] = []
        while let (values, place) = try table.next() {
            guard let moment = Timestamp(rfc3339: "\(values[1])T00:00:00Z") else {
                throw CommandError(
                    .badInput, at: place, en: "not a day as 2026-12-03: \(values[1].shown)",
                    zh: "日期应写作 2026-12-03：\(values[1].shown)")
            }
            let outcomes = InspectionFindings.Outcome.allCases
            guard let outcome = outcomes.first(where: { $0.rawValue == values[2] || $0.wording.zh == values[2] }) else {
                throw CommandError(
                    .badInput, at: place,
                    en: "a result is one of \(outcomes.map(\.rawValue).joined(separator: ", ")): \(values[2].shown)",
                    zh: "检查结果应为 \(outcomes.map(\.wording.zh).joined(separator: "、")) 之一：\(values[2].shown)")
            }
            try refuse([values[3]], place)
            let remark = values[3].split(whereSeparator: \.isWhitespace).joined(separator: " ")
            findings.append(
                InspectionFindings.Finding(
                    firm: values[0], day: CalendarDate(daysSinceEpoch: Int(moment.milliseconds / 86_400_000)),
                    outcome: outcome, remark: remark.isEmpty ? nil : remark))
        }
        let read = InspectionFindings(findings)
        do throws(DrawError) { _ = try InspectionFindings(read.file) } catch {
            throw CommandError(.badInput, at: Wording(path), error.wording)
        }
        return read
    }
}
