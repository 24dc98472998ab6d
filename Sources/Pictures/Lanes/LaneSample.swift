/// Samples for the legend, 32 wide about a middle line.
enum LaneSample {
    static func svg(_ sample: LaneChart.Key.Sample, x: Double, y: Double) -> String {
        let box = Box(x: x + 3, y: y - 5.5, width: 24, height: 11)
        switch sample {
        case .arrow: return line("ar", x, y)
        case .openArrow: return line("ar op", x, y)
        case .backArrow: return line("ar bk", x, y)
        case .folded:
            let behind = Box(x: box.x + 3, y: box.y + 3, width: box.width, height: box.height)
            return LaneSVG.rect(behind, "mk", radius: 3) + LaneSVG.rect(box, "mk", radius: 3)
        case .subject: return LaneSVG.rect(box, "mk su", radius: 3)
        case .claim: return LaneSVG.rect(box, "mk cl", radius: 3)
        case .absent: return LaneSVG.rect(box, "mk ab", radius: 3)
        case .end:
            return LaneSVG.rect(box, "mk en", radius: 3)
                + "<path class=\"eb\" d=\"M\((box.x + 1.5).short) \((box.bottom - 2.5).short)H\((box.right - 1.5).short)\"/>"
        case .stop: return LaneSVG.rect(box, "mk st", radius: 3) + LaneSVG.rect(box.inset(2.5), "si", radius: 1)
        case .span:
            return "<path class=\"sp\" d=\"M\((x + 3).short) \(y.short)H\((x + 28).short)\"/>"
        case .grade(let grade): return LaneSVG.sign(grade, x: x + 22, y: y)
        }
    }

    private static func line(_ style: String, _ x: Double, _ y: Double) -> String {
        "<path class=\"\(style)\" d=\"M\(x.short) \(y.short)H\((x + 24).short)\"/>"
            + "<path class=\"ah\" d=\"M\((x + 30).short) \(y.short)l-8-4v8z\"/>"
    }
}
