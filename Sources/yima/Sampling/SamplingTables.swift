import Chains
import Codes
import CommandSupport
import Profiles
import Supervision
import Values

/// The tables of a sampling, read as an office or a laboratory writes them.
enum SamplingTables {
    static var today: CalendarDate { SamplingOffice.now.day }

    static func day(_ text: String, at place: Wording) throws(CommandError) -> CalendarDate {
        if let day = WrittenTime.date(text) { return day }
        throw CommandError(
            .badInput, at: place, en: "not a day as 2026-12-03: \(text.shown)", zh: "日期应写作 2026-12-03：\(text.shown)")
    }

    static func uscc(_ text: String, at place: Wording) throws(CommandError) -> String {
        do throws(CodeError) { return try CodeReader().read(text, as: "uscc").part("uscc") ?? text } catch {
            throw CommandError(.badInput, at: place, error.wording, hint: error.hint)
        }
    }

    private static func amount(_ text: String, at place: Wording) throws(CommandError) -> Amount? {
        if text.isEmpty || text == "-" { return nil }
        if let amount = Amount(text), amount >= .zero { return amount }
        throw CommandError(.badInput, at: place, en: "not a decimal: \(text.shown)", zh: "应为十进制数：\(text.shown)")
    }

    private static let stages: [String: String] = [
        "生产": "production", "加工": "production", "流通": "circulation", "销售": "circulation", "餐饮": "catering",
        "种植": "farming", "养殖": "farming", "进口": "import",
    ]

    private static func stage(_ text: String, at place: Wording) throws(CommandError) -> String {
        let word = stages[text] ?? text
        guard SamplingPlan.stages.contains(word) else {
            throw CommandError(
                .badInput, at: place,
                en: "no stage: “\(text.shown)”; it is one of \(SamplingPlan.stages.joined(separator: ", "))",
                zh: "环节“\(text.shown)”应为 \(stages.keys.sorted().joined(separator: "、")) 之一")
        }
        return word
    }

    static func quotas(_ path: String) throws(CommandError) -> [SamplingPlan.Quota] {
        let table = try OfficeTable(
            path,
            [
                OfficeColumn(names: ["profile", "category", "类别", "食品类别"]),
                OfficeColumn(names: ["stage", "环节", "抽样环节"], isRequired: false),
                OfficeColumn(names: ["district", "行政区划", "行政区划代码"]),
                OfficeColumn(names: ["count", "数量", "批次", "批次数"]),
            ])
        var quotas: [SamplingPlan.Quota] = []
        while let (values, place) = try table.next() {
            guard let count = Int(values[3]) else {
                throw CommandError(
                    .badInput, at: place, en: "not a count: \(values[3].shown)", zh: "数量应为整数：\(values[3].shown)")
            }
            quotas.append(
                SamplingPlan.Quota(
                    profile: values[0], stage: values[1].isEmpty ? nil : try stage(values[1], at: place),
                    district: values[2],
                    count: count))
        }
        return quotas
    }

    static func items(_ path: String) throws(CommandError) -> [SampledItem] {
        let table = try OfficeTable(
            path,
            [
                OfficeColumn(names: ["item", "项目", "检验项目"]), OfficeColumn(names: ["unit", "单位"]),
                OfficeColumn(names: ["method", "方法", "检验方法", "检验依据"]),
                OfficeColumn(names: ["least", "定量限"], isRequired: false),
                OfficeColumn(names: ["most", "上限", "方法上限"], isRequired: false),
                OfficeColumn(names: ["limit", "限量", "标准限量"], isRequired: false),
                OfficeColumn(names: ["basis", "依据", "判定依据"], isRequired: false),
            ])
        var items: [SampledItem] = []
        while let (values, place) = try table.next() {
            let item = SampledItem(
                name: values[0], unit: values[1], method: values[2], least: try amount(values[3], at: place),
                most: try amount(values[4], at: place), limit: try amount(values[5], at: place),
                basis: values[6].isEmpty ? nil : values[6])
            guard item.isSound else {
                throw CommandError(
                    .badInput, at: place, en: "an item has a name, a unit, a method and a range from less to more",
                    zh: "项目须有名称、单位、方法，定量限应小于上限")
            }
            items.append(item)
        }
        return items
    }

    static func laboratories(
        _ path: String, _ items: [SampledItem]
    ) throws(CommandError) -> (testing: [SamplingPlan.Laboratory], again: [String]) {
        let table = try OfficeTable(
            path,
            [
                OfficeColumn(names: ["uscc", "统一社会信用代码"]),
                OfficeColumn(names: ["items", "项目", "承检项目"], isRequired: false),
                OfficeColumn(names: ["retest", "复检"], isRequired: false),
            ])
        var testing: [SamplingPlan.Laboratory] = []
        var again: [String] = []
        while let (values, place) = try table.next() {
            let uscc = try uscc(values[0], at: place)
            guard !["yes", "是", "true", "1"].contains(values[2].lowercased()) else {
                again.append(uscc)
                continue
            }
            var numbers: [Int] = []
            for name in values[1].split(whereSeparator: { ";；".contains($0) }) {
                guard let number = items.firstIndex(where: { $0.name == String(name).trimmedLine }) else {
                    throw CommandError(
                        .badInput, at: place, SampleRefusal.itemNotPlanned(String(name)).wording)
                }
                numbers.append(number + 1)
            }
            testing.append(SamplingPlan.Laboratory(uscc: uscc, items: numbers.isEmpty ? nil : numbers.sorted()))
        }
        return (testing, again)
    }

    static func orders(
        _ path: String, of plan: SamplingPlan, _ codes: CodeReader
    ) throws(CommandError) -> [(act: SamplingAct, place: Wording)] {
        let table = try OfficeTable(
            path,
            [
                OfficeColumn(names: ["order", "任务编号", "编号"]),
                OfficeColumn(names: ["firm", "uscc", "被抽样单位", "统一社会信用代码"]),
                OfficeColumn(names: ["code", "编码", "追溯码"], isRequired: false),
                OfficeColumn(names: ["profile", "category", "类别", "食品类别"]),
                OfficeColumn(names: ["stage", "环节", "抽样环节"]), OfficeColumn(names: ["district", "行政区划", "行政区划代码"]),
                OfficeColumn(names: ["laboratory", "检验机构", "承检机构"]),
                OfficeColumn(names: ["until", "截止日期"], isRequired: false),
            ])
        var orders: [(SamplingAct, Wording)] = []
        while let (values, place) = try table.next() {
            orders.append(
                (
                    .order(
                        SamplingOrder(
                            plan: plan.name, number: values[0], firm: try uscc(values[1], at: place),
                            code: try code(values[2], at: place, codes), profile: values[3],
                            stage: try stage(values[4], at: place), district: values[5],
                            laboratory: try uscc(values[6], at: place),
                            until: values[7].isEmpty ? plan.until : try day(values[7], at: place))), place
                ))
        }
        return orders
    }

    static func takings(
        _ path: String, of plan: SamplingPlan, _ codes: CodeReader
    ) throws(CommandError) -> [(act: SamplingAct, place: Wording)] {
        let table = try OfficeTable(
            path,
            [
                OfficeColumn(names: ["sample", "样品编号", "抽样单编号"]), OfficeColumn(names: ["order", "任务编号"]),
                OfficeColumn(names: ["code", "编码", "追溯码"]), OfficeColumn(names: ["firm", "uscc", "被抽样单位", "统一社会信用代码"]),
                OfficeColumn(names: ["producer", "生产单位", "标称生产者"], isRequired: false),
                OfficeColumn(names: ["quantity", "抽样数量", "数量"]), OfficeColumn(names: ["seal", "封条", "封条编号"]),
                OfficeColumn(names: ["reserve", "备份封条", "备样封条"], isRequired: false),
            ])
        var takings: [(SamplingAct, Wording)] = []
        while let (values, place) = try table.next() {
            guard let goods = try code(values[2], at: place, codes) else {
                throw CommandError(.badInput, at: place, en: "a sample is of goods with a code", zh: "样品须有货物编码")
            }
            takings.append(
                (
                    .taking(
                        SampleTaking(
                            plan: plan.name, order: values[1], number: values[0], code: goods,
                            firm: try uscc(values[3], at: place),
                            producer: values[4].isEmpty ? nil : try uscc(values[4], at: place), quantity: values[5],
                            seal: values[6], reserveSeal: values[7].isEmpty ? nil : values[7])), place
                ))
        }
        return takings
    }

    static func receipts(
        _ path: String, of plan: SamplingPlan
    ) throws(CommandError) -> [(act: SamplingAct, place: Wording)] {
        let table = try OfficeTable(
            path,
            [
                OfficeColumn(names: ["sample", "样品编号", "抽样单编号"]), OfficeColumn(names: ["seal", "封条", "封条编号"]),
                OfficeColumn(names: ["state", "封条状态", "状态"]), OfficeColumn(names: ["part", "样品类型"], isRequired: false),
            ])
        var receipts: [(SamplingAct, Wording)] = []
        while let (values, place) = try table.next() {
            let states = ["intact": true, "完好": true, "broken": false, "破损": false]
            guard let isIntact = states[values[2].lowercased()] else {
                throw CommandError(
                    .badInput, at: place, en: "a seal is intact or broken: \(values[2].shown)",
                    zh: "封条状态应为“完好”或“破损”：\(values[2].shown)")
            }
            let parts = ["": SamplePart.sample, "sample": .sample, "检样": .sample, "reserve": .reserve, "备样": .reserve]
            guard let part = parts[values[3].lowercased()] else {
                throw CommandError(
                    .badInput, at: place, en: "a part is sample or reserve: \(values[3].shown)",
                    zh: "样品类型应为“检样”或“备样”：\(values[3].shown)")
            }
            receipts.append(
                (
                    .receipt(
                        SampleReceipt(
                            plan: plan.name, sample: values[0], part: part, seal: values[1], isIntact: isIntact)),
                    place
                ))
        }
        return receipts
    }

    /// Canonical; nil where none is written.
    private static func code(_ text: String, at place: Wording, _ codes: CodeReader) throws(CommandError) -> String? {
        if text.isEmpty || text == "-" { return nil }
        do throws(CodeError) { return try codes.goods(text).uri } catch {
            throw CommandError(.badInput, at: place, error.wording, hint: error.hint)
        }
    }
}
