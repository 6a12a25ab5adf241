package android.view.animation;

import android.content.Context;

/** Animations by their resources: whatever they are, they end at once. */
public class AnimationUtils {
    public static long currentAnimationTimeMillis() {
        return System.nanoTime() / 1_000_000;
    }

    public static Animation loadAnimation(Context context, int id) {
        context.getResources().getAnimation(id);
        return new AlphaAnimation(0, 1);
    }

    public static Interpolator loadInterpolator(Context context, int id) {
        return new LinearInterpolator();
    }

    public static LayoutAnimationController loadLayoutAnimation(Context context, int id) {
        return new LayoutAnimationController(loadAnimation(context, id));
    }
}
