extension LaneSVG {
    /// Light first, for readers that know no media queries. Colours are never alone: grades have shapes, ways have dashes, ends and
    /// stops have borders of their own.
    static let style =
        light + "@media screen and (prefers-color-scheme:dark){\(dark)}@page{size:A4 landscape;margin:0}"

    private static let light =
        "text{fill:#16191d}.mu{fill:#49535e}.bg{fill:#fff}.pg{stroke:#9aa5b1;stroke-width:.6;stroke-dasharray:8 5}"
        + ".dy{stroke:#ccd4dc;stroke-width:.7}.ll{stroke:#aab4bf;stroke-width:1;stroke-dasharray:1.5 4}"
        + ".sp{stroke:#dde5ed;stroke-width:9}.hd{fill:#e8eef5;stroke:#5d6b7a;stroke-width:1}"
        + ".fo{stroke-dasharray:5 3}.mk{fill:#fff;stroke:#4b5866;stroke-width:1}.en{fill:#ededed}.eb{stroke:#4b5866;stroke-width:1}"
        + ".st{fill:#fdeceb;stroke:#8f1224;stroke-width:1.6}.si{fill:none;stroke:#8f1224;stroke-width:.9}.ab{fill:#fff;stroke-dasharray:2 3}"
        + ".cl{stroke-dasharray:7 3 1.5 3}.su{stroke:#0a4a94;stroke-width:2.2}"
        + ".gl{fill:none;stroke:#16191d;stroke-width:1.3;stroke-linecap:round;stroke-linejoin:round}"
        + ".ar{fill:none;stroke:#26323e;stroke-width:1.4;stroke-linejoin:round}.op{stroke-dasharray:6 4}"
        + ".bk{stroke-dasharray:1.5 3;stroke-width:2.2}.ah{fill:#26323e}"
        + ".co{fill:#fff;stroke-width:1.1}rect.vi{stroke:#b00020}rect.wa{stroke:#8a5200}rect.no{stroke:#2a5d9c}"
        + ".vi path{fill:#b00020}.wa path{fill:#ffd27a;stroke:#6b4000;stroke-width:1.1}"
        + ".no path{fill:#fff;stroke:#2a5d9c;stroke-width:1.2}"
        + ".vi .in{fill:none;stroke:#fff;stroke-width:1.6}.wa .in{fill:none;stroke:#3d2500;stroke-width:1.5}"
        + ".no .in{fill:none;stroke:#2a5d9c;stroke-width:1.5}"

    private static let dark =
        "text{fill:#e9edf1}.mu{fill:#b3bdc8}.bg{fill:#12161b}.pg{stroke:#4c5763}.dy{stroke:#2c343d}.ll{stroke:#566270}"
        + ".sp{stroke:#27313c}.hd{fill:#222c37;stroke:#8796a6}.mk{fill:#1a2027;stroke:#94a2b1}.en{fill:#2b2f35}.eb{stroke:#94a2b1}"
        + ".st{fill:#3a1a1e;stroke:#ff8a94}.si{stroke:#ff8a94}.ab{fill:#12161b}.su{stroke:#6db3ff}.gl{stroke:#e9edf1}"
        + ".ar{stroke:#c3ced9}.ah{fill:#c3ced9}.co{fill:#12161b}rect.vi{stroke:#ff7a86}rect.wa{stroke:#ffc861}"
        + "rect.no{stroke:#7fb4f5}.vi path{fill:#e5334a}.no path{fill:#12161b;stroke:#7fb4f5}.vi .in{fill:none}"
        + ".no .in{fill:none;stroke:#7fb4f5}"
}

extension LaneChart.Grade {
    var style: String {
        switch self {
        case .violation: "vi"
        case .warning: "wa"
        case .note: "no"
        }
    }

    /// About 0, 0: a filled octagon with a cross, a triangle with a stroke, a circle with an i.
    var shape: String {
        switch self {
        case .violation:
            "<path d=\"M-2.5-6h5l3.5 3.5v5L2.5 6h-5L-6 2.5v-5z\"/><path class=\"in\" d=\"M-2.5-2.5l5 5M2.5-2.5l-5 5\"/>"
        case .warning: "<path d=\"M0-6L6.3 5.3H-6.3z\"/><path class=\"in\" d=\"M0-2v3.5M0 3.3v1\"/>"
        case .note:
            "<path d=\"M5.5 0a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0z\"/><path class=\"in\" d=\"M0-.5v3.5M0-3v1\"/>"
        }
    }
}
